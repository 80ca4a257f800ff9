package ui_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// leftOver lists the fields in which a visit differs from that of a machine
// nobody has touched.
func leftOver(got visit.State) (fields []string) {
	want := reflect.ValueOf(visit.Fresh(got.Setup))
	have := reflect.ValueOf(got)
	for i := range have.NumField() {
		if !reflect.DeepEqual(have.Field(i).Interface(), want.Field(i).Interface()) {
			fields = append(fields, have.Type().Field(i).Name)
		}
	}
	return fields
}

// staffLeftOver lists the fields of staff mode that are not as they were, but for
// what slows down somebody who tries PINs, and when the lotus was touched.
func staffLeftOver(got staff.State) (fields []string) {
	want := reflect.ValueOf(staff.State{Wait: got.Wait, Touches: got.Touches})
	have := reflect.ValueOf(got)
	for i := range have.NumField() {
		if !reflect.DeepEqual(have.Field(i).Interface(), want.Field(i).Interface()) {
			fields = append(fields, have.Type().Field(i).Name)
		}
	}
	return fields
}

// search looks for words in everything that can be reached from a value by
// fields, elements and pointers of our own and of what is drawn: not in what
// closures hold.
type search struct {
	words []string
	seen  map[uintptr]bool
	found []string
}

// reachable lists the paths at which one of the words stands.
func reachable(words []string, roots map[string]any) []string {
	s := &search{words: words, seen: map[uintptr]bool{}}
	for name, root := range roots {
		s.look(reflect.ValueOf(root), name)
	}
	return s.found
}

func (s *search) look(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.String:
		for _, word := range s.words {
			if strings.Contains(v.String(), word) {
				s.found = append(s.found, path)
			}
		}
	case reflect.Pointer:
		if v.IsNil() || s.seen[v.Pointer()] || !ours(v.Type().Elem()) {
			return
		}
		s.seen[v.Pointer()] = true
		s.look(v.Elem(), path)
	case reflect.Interface:
		if !v.IsNil() {
			s.look(v.Elem(), path)
		}
	case reflect.Struct:
		if !ours(v.Type()) {
			return
		}
		for i := range v.NumField() {
			s.look(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice, reflect.Array:
		switch v.Type().Elem().Kind() {
		case reflect.Bool:
			return
		case reflect.Uint8:
			if v.Kind() == reflect.Slice {
				s.look(reflect.ValueOf(string(v.Bytes())), path)
			}
			return
		}
		for i := range v.Len() {
			s.look(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.Map:
		for each := v.MapRange(); each.Next(); {
			s.look(each.Key(), path)
			s.look(each.Value(), path+"[]")
		}
	}
}

// ours reports whether a type belongs to us or is drawn. Content and catalogue
// never change, and the stage's silent voice keeps what it was given to read.
func ours(t reflect.Type) bool {
	p := t.PkgPath()
	for _, not := range []string{"/kiosk/content", "/kiosk/locale", "/kiosk/phone", "/kiosk/speech"} {
		if strings.HasSuffix(p, not) {
			return false
		}
	}
	return p == "" || strings.HasPrefix(p, "github.com/diemcham/") || strings.HasPrefix(p, "fyne.io/fyne/v2")
}

// reachableFrom looks for words in the kiosk, in all that is on its canvas, and
// in the outline.
func reachableFrom(k *gallery.Stage, words []string) []string {
	if len(words) == 0 {
		return nil
	}
	return reachable(words, map[string]any{
		"visit": k.Kiosk.Visit(), "staff": k.Kiosk.Staff(), "kiosk": k.Kiosk,
		"canvas": k.Content(), "focus": k.Canvas().Focused(),
	})
}

// A field that a wipe forgets is found, whichever it is.
func TestLeftOverFindsEveryField(t *testing.T) {
	fresh := visit.Fresh(visit.Setup{})
	if fields := leftOver(fresh); len(fields) > 0 {
		t.Fatalf("a fresh visit holds %q", fields)
	}
	eachField(reflect.ValueOf(&fresh).Elem(), "", func(path string, field reflect.Value) {
		if strings.HasPrefix(path, ".Setup") {
			return // what the machine offers outlives the visit
		}
		was := reflect.New(field.Type()).Elem()
		was.Set(field)
		soil(t, field)
		if fields := leftOver(fresh); len(fields) != 1 || !strings.HasPrefix(path, "."+fields[0]) {
			t.Errorf("with %s left over, found %q", path, fields)
		}
		field.Set(was)
	})
	state := staff.State{}
	eachField(reflect.ValueOf(&state).Elem(), "", func(path string, field reflect.Value) {
		switch path {
		case ".Wait", ".Touches":
			return
		}
		soil(t, field)
		if fields := staffLeftOver(state); len(fields) != 1 {
			t.Errorf("with %s left over, found %q", path, fields)
		}
		field.SetZero()
	})
}

// eachField calls f for every field, down to those that are no structs of ours.
func eachField(v reflect.Value, path string, f func(path string, field reflect.Value)) {
	for i := range v.NumField() {
		field, name := v.Field(i), path+"."+v.Type().Field(i).Name
		if field.Kind() == reflect.Struct && field.Type() != reflect.TypeFor[time.Time]() {
			eachField(field, name, f)
			continue
		}
		f(name, field)
	}
}

// While somebody is in who opens the site's key it is in memory, and the number of the
// request that they look at; once staff mode is locked, neither is, in whatever way.
func TestTheSiteKeyIsGoneOnceStaffModeIsLocked(t *testing.T) {
	words := []string{"AGE-SECRET-KEY-1", "0900000000", "0900 000 000", "0900\u00a0000\u00a0000"}
	for name, lock := range map[string]func(*gallery.Stage){
		"by its button": func(k *gallery.Stage) { k.Press("staff.lock") },
		"by itself":     func(k *gallery.Stage) { k.Tick(staff.LockAfter) },
	} {
		t.Run(name, func(t *testing.T) {
			k := newStage(t, gallery.Panels()[0])
			plays(k, "staff-queue-call")
			found := strings.Join(reachableFrom(k, words), " ")
			for _, want := range []string{"kiosk.key.secret", "staff.Phone.Number", "canvas"} {
				if !strings.Contains(found, want) {
					t.Errorf("open: found it in %q, not in %s", found, want)
				}
			}
			lock(k)
			if found := reachableFrom(k, words); len(found) > 0 {
				t.Errorf("locked: it is in %q", found)
			}
		})
	}
}

// soil gives a field another value than a fresh visit has.
func soil(t *testing.T, field reflect.Value) {
	t.Helper()
	switch field.Kind() {
	case reflect.String:
		field.SetString("x" + field.String())
	case reflect.Int, reflect.Int64:
		field.SetInt(field.Int() + 1)
	case reflect.Uint32, reflect.Uint64:
		field.SetUint(field.Uint() + 1)
	case reflect.Float64:
		field.SetFloat(field.Float() + 1)
	case reflect.Bool:
		field.SetBool(!field.Bool())
	case reflect.Slice:
		field.Set(reflect.MakeSlice(field.Type(), 1, 1))
	case reflect.Pointer:
		field.Set(reflect.New(field.Type().Elem()))
	case reflect.Struct:
		field.Set(reflect.ValueOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
	default:
		t.Fatalf("no other value for a %v", field.Kind())
	}
}

// What was typed is found wherever it stays: in a state, on a label, in the
// target that has the focus.
func TestReachableFindsWhatWasTyped(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.help", "topic.vneid", "how.call")
	k.Digits("key.", "0900000000")
	words := []string{"0900000000", "0900 000 000", "0900\u00a0000\u00a0000"}
	found := strings.Join(reachableFrom(k, words), " ")
	for _, want := range []string{"visit.Help.Phone", "kiosk.visit.Help.Phone", "canvas"} {
		if !strings.Contains(found, want) {
			t.Errorf("found it in %q, not in %s", found, want)
		}
	}
	text := canvas.NewText("0900 000 000", nil)
	for name, root := range map[string]any{
		"a text in a container": &fyne.Container{Objects: []fyne.CanvasObject{text}},
		"a target's label":      touch.Button{ID: "a", Label: "0900 000 000"}.Build(broken(t, "home", func(*touch.Sheet) {}).look(), 300, 100),
	} {
		if found := reachable(words, map[string]any{"root": root}); len(found) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}
