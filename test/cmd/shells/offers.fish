# offers.fish SCRIPT LINE: prints what fish offers at the end of the line, without the descriptions.
source $argv[1]
for each in (complete -C $argv[2])
	string split -m 1 -f 1 \t -- $each
end
exit 0
