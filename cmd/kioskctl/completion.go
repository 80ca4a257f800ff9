package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

const completionUsage = "completion bash"

// completionCommand prints what makes bash complete the commands and their options. It
// is made of what help says, so that it leaves nothing out.
func completionCommand(env Env, args []string) error {
	if len(args) != 1 || args[0] != "bash" {
		return usageError{"completion: the only shell is bash"}
	}
	return writeCompletion(env.Stdout, commands())
}

var (
	commandWord = regexp.MustCompile(`^[a-z][a-z-]*$`)
	optionWord  = regexp.MustCompile(`--[a-z][a-z-]*`)
)

// words lists what can follow a command, by the words before it: its own commands, and
// its options.
func (c command) words(name string) map[string][]string {
	found := map[string][]string{}
	add := func(before, word string) {
		if !slices.Contains(found[before], word) {
			found[before] = append(found[before], word)
		}
	}
	usage := strings.ReplaceAll(c.usage, "\n  kioskctl ", " | ")
	for part := range strings.SplitSeq(usage, " | ") {
		before := name
		rest := strings.Fields(strings.TrimPrefix(part, name+" "))
		for strings.HasPrefix(part, name+" ") && len(rest) > 0 && commandWord.MatchString(rest[0]) {
			add(before, rest[0])
			before += " " + rest[0]
			rest = rest[1:]
		}
		for _, option := range optionWord.FindAllString(part, -1) {
			add(before, option)
		}
	}
	add(name, "--help")
	return found
}

func writeCompletion(w io.Writer, all map[string]command) error {
	var names []string
	cases := map[string][]string{}
	for name, c := range all {
		names = append(names, name)
		for before, words := range c.words(name) {
			cases[before] = words
		}
	}
	slices.Sort(names)
	befores := make([]string, 0, len(cases))
	for before := range cases {
		befores = append(befores, before)
	}
	// The longest first: what stands behind "staff add" is not what stands behind "staff".
	slices.SortFunc(befores, func(a, b string) int {
		if n := strings.Count(b, " ") - strings.Count(a, " "); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	var script strings.Builder
	script.WriteString(`# bash completion for kioskctl, made by "kioskctl completion bash".
_kioskctl() {
	local current=${COMP_WORDS[COMP_CWORD]} words=''
	case "${COMP_WORDS[*]:1:COMP_CWORD-1} " in
	' ') words='help ` + strings.Join(names, " ") + `' ;;
`)
	for _, before := range befores {
		fmt.Fprintf(&script, "\t'%s '*) words='%s' ;;\n", before, strings.Join(cases[before], " "))
	}
	script.WriteString(`	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
	if [ "${#COMPREPLY[@]}" -eq 0 ]; then
		compopt -o default 2>/dev/null || true # a file
	fi
}
complete -F _kioskctl kioskctl
`)
	_, err := io.WriteString(w, script.String())
	return err
}
