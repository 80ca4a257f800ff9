package speech

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// Verdict says how a text stands in a folder of clips.
type Verdict string

// The verdicts on a text.
const (
	Current  Verdict = "current"  // there is a clip for exactly these words
	Open     Verdict = "open"     // has a {name} to be filled in, or nothing to say: never a clip
	Missing  Verdict = "missing"  // no clip
	Outdated Verdict = "outdated" // espeak-ng's clip of other words
	New      Verdict = "new"      // a recording, or another whole clip, that is not in the list yet
	Rerecord Verdict = "rerecord" // a recording of other words
	Damaged  Verdict = "damaged"  // a file that is not a clip
)

// The verdicts on a clip without a text, and what [Build] did to a text.
const (
	Stray Verdict = "stray" // in the list or the folder, but no such text
	Made  Verdict = "made"  // by espeak-ng, just now
	Taken Verdict = "taken" // a new clip, into the list, just now
)

// Finding is a verdict on one text or clip.
type Finding struct {
	Verdict Verdict
	Lang    locale.Lang
	ID      string
	Err     error // of Damaged
}

// Check compares a folder of clips with the texts and returns a finding for
// each, in their order, followed by the stray clips of their languages. A folder
// without a list is one whose clips are all new.
func Check(fsys fs.FS, texts []Utterance) ([]Finding, error) {
	list, err := recall(fsys)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, u := range texts {
		f, _ := list.judge(u)
		findings = append(findings, f)
	}
	strays, err := list.strays(texts)
	return append(findings, strays...), err
}

// Build brings a folder of clips, made if need be, up to the texts: what is
// missing or outdated is read by the voice, new recordings are taken into the
// list, stray clips leave the list. It never writes over or removes a file that
// somebody recorded. tell is given each finding, with Made and Taken for what was
// changed. A text whose id is unfit for a file's name is an error.
func Build(ctx context.Context, dir string, texts []Utterance, voice *Voice, tell func(Finding)) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	list, err := recall(os.DirFS(dir))
	if err != nil {
		return err
	}
	kept, err := list.build(ctx, dir, texts, voice, tell)
	// What was made before a failure is worth keeping.
	return errors.Join(err, writeManifest(dir, kept))
}

// folder is a folder of clips while it is checked or built.
type folder struct {
	fsys fs.FS
	list map[string]entry // by file name
}

func recall(fsys fs.FS) (*folder, error) {
	entries, err := readManifest(fsys)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f := &folder{fsys, map[string]entry{}}
	for _, e := range entries {
		f.list[e.file()] = e
	}
	return f, nil
}

func (f *folder) build(ctx context.Context, dir string, texts []Utterance, voice *Voice, tell func(Finding)) (kept []entry, err error) {
	langs := map[locale.Lang]bool{}
	ours := map[string]bool{}
	for _, u := range texts {
		langs[u.Lang] = true
		ours[entry{Lang: u.Lang, ID: u.ID}.file()] = true
	}
	// Clips of languages that are not being built stay as they are, and so do
	// those not reached when it ends early.
	defer func() {
		for name, e := range f.list {
			if !langs[e.Lang] || (err != nil && ours[name]) {
				kept = append(kept, e)
			}
		}
		slices.SortFunc(kept, func(a, b entry) int { return cmp.Compare(a.file(), b.file()) })
	}()
	for _, u := range texts {
		if !idForm.MatchString(u.ID) {
			return kept, fmt.Errorf("text %q: not fit for a file's name", u.ID)
		}
		finding, e := f.judge(u)
		switch finding.Verdict {
		case Missing, Outdated:
			if err := record(ctx, dir, u, voice); err != nil {
				return kept, fmt.Errorf("%s/%s: %w", u.Lang, u.ID, err)
			}
			finding.Verdict = Made
		case New:
			finding.Verdict = Taken
		}
		if e.ID != "" {
			kept = append(kept, e)
		}
		delete(f.list, e.file())
		tell(finding)
	}
	strays, err := f.strays(texts)
	for _, finding := range strays {
		tell(finding)
	}
	return kept, err
}

// record has the voice read a text into its file.
func record(ctx context.Context, dir string, u Utterance, voice *Voice) error {
	s, err := voice.read(ctx, u.Lang, u.Text)
	if err != nil {
		return err
	}
	name := filepath.Join(dir, string(u.Lang), u.ID+".wav")
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return writeFile(name, encodeWAV(s, mark(u, s)))
}

// mark is the comment in a clip that espeak-ng made. It holds for one text, one
// pronunciation of it and one sound, so that a file that somebody worked on, or
// recorded over it, is known from ours.
func mark(u Utterance, s sound) string {
	return "espeak-ng words " + hashOf(u.Text)[:16] + " spoken " + hashOf(Spoken(u.Lang, u.Text))[:16] + " sound " + hashOfBytes(pcm(s.samples))[:16]
}

// judge returns the verdict on a text, and what is to stand in the list once it
// has been built: nothing, where there can be no clip.
func (f *folder) judge(u Utterance) (Finding, entry) {
	finding := func(v Verdict) Finding { return Finding{Verdict: v, Lang: u.Lang, ID: u.ID} }
	ours := entry{Lang: u.Lang, ID: u.ID, Words: hashOf(u.Text)}
	if hasName(u.Text) || !Speakable(u.Lang, u.Text) {
		return finding(Open), entry{}
	}
	data, err := fs.ReadFile(f.fsys, ours.file())
	if errors.Is(err, fs.ErrNotExist) {
		return finding(Missing), ours
	}
	var s sound
	var comment string
	if err == nil {
		s, comment, err = decodeWAV(data)
	}
	if err != nil {
		bad := finding(Damaged)
		bad.Err = err
		return bad, entry{}
	}
	listed := f.list[ours.file()]
	switch hash := hashOfBytes(data); {
	case comment == mark(u, s):
		if listed != ours { // a build that was cut short left it
			return finding(New), ours
		}
		return finding(Current), ours
	case strings.HasPrefix(comment, "espeak-ng words ") && strings.HasSuffix(comment, " sound "+hashOfBytes(pcm(s.samples))[:16]):
		return finding(Outdated), ours
	case listed.Recorded != hash:
		ours.Recorded = hash
		return finding(New), ours
	case listed.Words != ours.Words:
		return finding(Rerecord), listed
	}
	return finding(Current), listed
}

// strays finds the clips that belong to no text.
func (f *folder) strays(texts []Utterance) (strays []Finding, err error) {
	known := map[string]bool{}
	langs := map[locale.Lang]bool{}
	for _, u := range texts {
		langs[u.Lang] = true
		if !hasName(u.Text) && Speakable(u.Lang, u.Text) {
			known[entry{Lang: u.Lang, ID: u.ID}.file()] = true
		}
	}
	for _, lang := range locale.Langs() {
		if !langs[lang] {
			continue
		}
		files, err := fs.Glob(f.fsys, string(lang)+"/*.wav")
		if err != nil {
			return nil, err
		}
		for _, e := range f.list {
			if e.Lang == lang && !slices.Contains(files, e.file()) {
				files = append(files, e.file())
			}
		}
		slices.Sort(files)
		for _, file := range files {
			if !known[file] {
				id := strings.TrimSuffix(strings.TrimPrefix(file, string(lang)+"/"), ".wav")
				strays = append(strays, Finding{Verdict: Stray, Lang: lang, ID: id})
			}
		}
	}
	return strays, nil
}
