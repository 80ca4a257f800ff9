package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/speech/script"
)

// speechCommand makes or checks the clips that the kiosk reads aloud.
func speechCommand(env Env, args []string) error {
	if len(args) == 0 {
		return usageError{"speech needs build or check"}
	}
	switch args[0] {
	case "build":
		return speechBuild(env, args[1:])
	case "check":
		return speechCheck(env, args[1:])
	}
	return usageError{fmt.Sprintf("speech has no %q, only build and check", args[0])}
}

// speechBuild brings a folder of clips up to the texts.
func speechBuild(env Env, args []string) error {
	flags, source := speechFlags("speech build")
	out := flags.String("out", "", "")
	others, err := parseMixed(flags, args)
	switch {
	case err != nil:
		return usageError{"speech build: " + err.Error()}
	case *out == "" || len(others) > 0:
		return usageError{"speech build needs --out and a folder"}
	}
	texts, err := source.texts()
	if err != nil {
		return err
	}
	count := tally{}
	err = speech.Build(context.Background(), *out, texts, speech.NewVoice("espeak-ng"), func(f speech.Finding) {
		count[f.Verdict]++
		if f.Verdict != speech.Made && f.Verdict != speech.Current {
			printFinding(env.Stdout, f)
		}
	})
	fmt.Fprintf(env.Stdout, "%s: %s\n", *out, count)
	if speech.FaultOf(err) == speech.NoVoice {
		return fmt.Errorf("%w; it is in the Debian package espeak-ng", err)
	}
	if err != nil {
		return err
	}
	if wrong := count[speech.Rerecord] + count[speech.Damaged]; wrong > 0 {
		return fmt.Errorf("%s: clips that somebody has to record anew: %d", *out, wrong)
	}
	return nil
}

// speechCheck prints what is not as it should be in a folder of clips.
func speechCheck(env Env, args []string) error {
	flags, source := speechFlags("speech check")
	others, err := parseMixed(flags, args)
	switch {
	case err != nil:
		return usageError{"speech check: " + err.Error()}
	case len(others) != 1:
		return usageError{"speech check needs one folder"}
	}
	dir := others[0]
	fsys, err := contentFolder(dir)
	if err != nil {
		return err
	}
	texts, err := source.texts()
	if err != nil {
		return err
	}
	findings, err := speech.Check(fsys, texts)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	count := tally{}
	for _, f := range findings {
		count[f.Verdict]++
		if f.Verdict != speech.Current && f.Verdict != speech.Open {
			printFinding(env.Stdout, f)
		}
	}
	fmt.Fprintf(env.Stdout, "%s: %s\n", dir, count)
	if wrong := len(findings) - count[speech.Current] - count[speech.Open] - count[speech.Stray]; wrong > 0 {
		return fmt.Errorf("%s: texts without a clip that fits: %d", dir, wrong)
	}
	return nil
}

// printFinding writes one line, the same for both commands.
func printFinding(w io.Writer, f speech.Finding) {
	if f.Err != nil {
		fmt.Fprintf(w, "%s %s/%s: %v\n", f.Verdict, f.Lang, f.ID, f.Err)
		return
	}
	fmt.Fprintf(w, "%s %s/%s\n", f.Verdict, f.Lang, f.ID)
}

// tally counts findings.
type tally map[speech.Verdict]int

func (t tally) String() string {
	var parts []string
	for verdict, n := range t {
		parts = append(parts, fmt.Sprintf("%s %d", verdict, n))
	}
	slices.Sort(parts)
	if len(parts) == 0 {
		return "no texts"
	}
	return strings.Join(parts, ", ")
}

// speechSource says which texts are meant.
type speechSource struct{ lang, content, config *string }

func speechFlags(name string) (*flag.FlagSet, speechSource) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags, speechSource{flags.String("lang", "", ""), flags.String("content", "", ""), flags.String("config", "", "")}
}

func (s speechSource) texts() ([]speech.Utterance, error) {
	langs := locale.Langs()
	if *s.lang != "" {
		if !slices.Contains(langs, locale.Lang(*s.lang)) {
			return nil, usageError{fmt.Sprintf("%q is not a language; use vi or en", *s.lang)}
		}
		langs = []locale.Lang{locale.Lang(*s.lang)}
	}
	catalogue, err := locale.Load(assets.Strings())
	if err != nil {
		return nil, err
	}
	settings := config.Default()
	if *s.config != "" {
		if settings, err = config.Load(*s.config); err != nil {
			return nil, err
		}
	}
	if *s.content == "" {
		*s.content = settings.Content.Dir
	}
	fsys := assets.Content()
	if *s.content != "" {
		if fsys, err = contentFolder(*s.content); err != nil {
			return nil, err
		}
	}
	pack, err := content.Load(fsys, assets.Icons()...)
	if err != nil {
		if problems := content.Problems(err); len(problems) > 0 && *s.content != "" {
			return nil, fmt.Errorf("%s: %d problems; see kioskctl content check", *s.content, len(problems))
		}
		return nil, err
	}
	if settings.Content.Ward != "" {
		folder, err := contentFolder(settings.Content.Ward)
		if err != nil {
			return nil, err
		}
		if pack.Ward, err = content.LoadWard(folder, pack.Hosts); err != nil {
			return nil, err
		}
	}
	return script.Texts(langs, catalogue, pack, settings.Place), nil
}
