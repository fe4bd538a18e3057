package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// What is made of the table of commands: completion in shells, and a manual page.

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Run prints a script that completes commands and flags.
func (c completionCmd) Run(s streams, app *kong.Context) error {
	write := map[string]func([]*kong.Node) string{"bash": bashScript, "zsh": zshScript, "fish": fishScript}[c.Shell]
	_, err := fmt.Fprint(s.out, write(visible(app.Model.Node)))
	return err
}

// visible lists the commands that people type.
func visible(n *kong.Node) (list []*kong.Node) {
	for _, c := range n.Children {
		if !c.Hidden && c.Type == kong.CommandNode {
			list = append(list, c)
		}
	}
	return list
}

// words lists the flags of a command, and what may follow it.
func words(n *kong.Node) (list []string) {
	for _, f := range flags(n) {
		list = append(list, "--"+f.Name)
	}
	for _, f := range following(n) {
		list = append(list, f.word)
	}
	return list
}

// A choice is one word of those that may follow a command.
type choice struct{ word, help string }

// following lists the commands below a command, or what its argument can be.
func following(n *kong.Node) (list []choice) {
	for _, c := range visible(n) {
		list = append(list, choice{c.Name, c.Help})
	}
	for _, arg := range n.Positional {
		if arg.Enum == "" {
			continue
		}
		for _, one := range arg.EnumSlice() {
			if one != "" { // it may be left out
				list = append(list, choice{one, arg.Help})
			}
		}
	}
	return list
}

// flags lists those of a command, and of what is below it.
func flags(n *kong.Node) (list []*kong.Flag) {
	for _, f := range n.Flags {
		if !f.Hidden {
			list = append(list, f)
		}
	}
	for _, c := range visible(n) {
		list = append(list, flags(c)...)
	}
	return list
}

func names(list []*kong.Node) (all []string) {
	for _, n := range list {
		all = append(all, n.Name)
	}
	return all
}

func bashScript(list []*kong.Node) string {
	var b strings.Builder
	b.WriteString("# stegvis completion for bash: . <(stegvis completion bash)\n_stegvis() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]}\n\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n")
	fmt.Fprintf(&b, "\t\tCOMPREPLY=($(compgen -W %q -- \"$cur\"))\n\t\treturn\n\tfi\n\tcase ${COMP_WORDS[1]} in\n", strings.Join(names(list), " "))
	for _, n := range list {
		fmt.Fprintf(&b, "\t%s) COMPREPLY=($(compgen -W %q -- \"$cur\") $(compgen -f -- \"$cur\")) ;;\n", n.Name, strings.Join(words(n), " "))
	}
	b.WriteString("\tesac\n}\ncomplete -o filenames -F _stegvis stegvis\n")
	return b.String()
}

func zshScript(list []*kong.Node) string {
	var b strings.Builder
	b.WriteString("#compdef stegvis\n# stegvis completion for zsh: stegvis completion zsh > \"${fpath[1]}/_stegvis\"\n_stegvis() {\n\tif (( CURRENT == 2 )); then\n\t\tlocal -a commands=(\n")
	for _, n := range list {
		fmt.Fprintf(&b, "\t\t\t%s\n", quoted(n.Name+":"+n.Help))
	}
	b.WriteString("\t\t)\n\t\t_describe command commands\n\t\treturn\n\tfi\n\tcase ${words[2]} in\n")
	for _, n := range list {
		fmt.Fprintf(&b, "\t%s) compadd -- %s; _files ;;\n", n.Name, strings.Join(words(n), " "))
	}
	b.WriteString("\tesac\n}\n[ \"$funcstack[1]\" = _stegvis ] && _stegvis \"$@\" || compdef _stegvis stegvis\n")
	return b.String()
}

func fishScript(list []*kong.Node) string {
	var b strings.Builder
	b.WriteString("# stegvis completion for fish: stegvis completion fish > ~/.config/fish/completions/stegvis.fish\n")
	for _, n := range list {
		fmt.Fprintf(&b, "complete -c stegvis -f -n __fish_use_subcommand -a %s -d %s\n", n.Name, quoted(n.Help))
	}
	for _, n := range list {
		for _, f := range following(n) {
			fmt.Fprintf(&b, "complete -c stegvis -f -n '__fish_seen_subcommand_from %s' -a %s -d %s\n", n.Name, f.word, quoted(f.help))
		}
		for _, f := range flags(n) {
			fmt.Fprintf(&b, "complete -c stegvis -n '__fish_seen_subcommand_from %s' -l %s -d %s\n", n.Name, f.Name, quoted(f.Help))
		}
	}
	return b.String()
}

// quoted is text as one word of a shell, to the letter.
func quoted(text string) string {
	return "'" + strings.NewReplacer("\\", "", "'", "’").Replace(text) + "'"
}

type manCmd struct{}

// Run prints the manual page: stegvis man > /usr/local/share/man/man1/stegvis.1
func (manCmd) Run(s streams, app *kong.Context) error {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH STEGVIS 1 %s\n.SH NAME\nstegvis \\- %s\n.SH SYNOPSIS\n.B stegvis\n.I command\n[flags]\n.SH COMMANDS\n", time.Now().Format(time.DateOnly), roff(app.Model.Help))
	for _, n := range visible(app.Model.Node) {
		manCommand(&b, n)
	}
	b.WriteString(".SH EXIT STATUS\n0 when it is done, 1 when something is wrong, 2 when it was called wrongly.\n" +
		".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nWhen it is set, nothing is coloured. In pipes and files nothing ever is.\n")
	_, err := fmt.Fprint(s.out, b.String())
	return err
}

func manCommand(b *strings.Builder, n *kong.Node) {
	fmt.Fprintf(b, ".SS %s\n%s\n", roff(n.Summary()), roff(n.Help))
	for _, f := range flags(n) {
		if f.Name == "help" {
			continue
		}
		fmt.Fprintf(b, ".TP\n.B \\-\\-%s\n%s\n", roff(f.Name), roff(f.Help))
	}
}

// roff is text in which nothing is a command of the typesetter, in lines that are
// not long.
func roff(text string) string {
	var b strings.Builder
	width := 0
	for _, word := range strings.Fields(strings.NewReplacer("\\", "\\e", "-", "\\-").Replace(text)) {
		if width += 1 + len(word); width > 78 {
			b.WriteByte('\n')
			width = len(word)
		} else if b.Len() > 0 {
			b.WriteByte(' ')
		}
		if width <= 1+len(word) && strings.ContainsAny(word[:1], ".'") {
			b.WriteString("\\&")
		}
		b.WriteString(word)
	}
	return b.String()
}
