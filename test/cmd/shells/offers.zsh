# offers.zsh SCRIPT LINE: prints what zsh offers at the end of the line, as it is typed in a terminal.
# Leaves its files beside the script.
zmodload zsh/zpty
folder=${1:h}
cat >$folder/setup <<-END
	autoload -Uz compinit
	compinit -D -u
	source ${(q)1}
	offered=$folder/offered
END
cat >>$folder/setup <<'END'
compadd() {
	# These calls only ask.
	if [[ ${@[1,(i)(-|--)]} == *-(A|D|O)\ * ]]; then
		builtin compadd "$@"
		return
	fi
	local -a found
	builtin compadd -A found "$@"
	print -rl -- $found >>$offered
	(($#found > 0))
}
begun() { print -r -- 'LINE BEGUN' }
complete_and_end() {
	zle complete-word
	print -r -- 'LINE ENDED'
}
zle -N zle-line-init begun
zle -N complete_and_end
bindkey '^G' complete_and_end
END
zpty terminal exec zsh -f -i
zpty -w terminal "source $folder/setup"
zpty -r terminal output '*LINE BEGUN*'
zpty -w -n terminal "$2"$'\a'
zpty -r terminal output '*LINE ENDED*'
zpty -d terminal
if [[ -e $folder/offered ]]; then cat $folder/offered; fi
