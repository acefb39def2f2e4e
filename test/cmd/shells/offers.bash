# offers.bash SCRIPT COMMAND WORD...: prints what the completion script offers for the last word.
set -u
source "$1"
shift
read -r _ _ completer _ < <(complete -p "$1")
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
# Outside of a terminal there is no readline to leave files to.
compopt() {
	if [[ $* == '-o default' ]]; then compgen -f -- "${COMP_WORDS[COMP_CWORD]}"; fi
}
"$completer"
for each in "${COMPREPLY[@]}"; do printf '%s\n' "$each"; done
