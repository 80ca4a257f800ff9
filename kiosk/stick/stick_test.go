package stick_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/stick"
)

var start = time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC)

func TestOffer(t *testing.T) {
	now := start
	s := stick.Open(t.TempDir(), func() time.Time { return now })
	if s.Wanted() {
		t.Error("wanted before anything is offered")
	}
	on := t.TempDir()
	if result, err := s.Save(on); result != stick.Failed || err == nil {
		t.Errorf("nothing is saved as %q, %v", result, err)
	}
	for _, text := range []string{"first", "second"} { // the second in place of the first
		if err := s.Offer([]stick.File{{Name: "a.pdf", Data: []byte(text)}}); err != nil {
			t.Fatal(err)
		}
	}
	now = start.Add(stick.Patience)
	if !s.Wanted() {
		t.Error("not wanted at the end of its time")
	}
	if result, err := s.Save(on); result != stick.Saved || err != nil {
		t.Errorf("saved as %q, %v", result, err)
	}
	if data, err := os.ReadFile(filepath.Join(on, "a.pdf")); string(data) != "second" || err != nil {
		t.Errorf("on the stick is %q, %v", data, err)
	}
	if got, err := s.Result(); got != "" || err != nil {
		t.Errorf("told %q, %v before it is", got, err)
	}
	if err := s.Tell(stick.Saved); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Result(); got != stick.Saved || err != nil || s.Wanted() {
		t.Errorf("told %q, %v; still wanted: %v", got, err, s.Wanted())
	}
	if err := s.Withdraw(); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Result(); got != "" || err != nil {
		t.Errorf("told %q, %v of nothing", got, err)
	}
}

func TestAnOfferIsNotForLong(t *testing.T) {
	for name, after := range map[string]time.Duration{"too late": stick.Patience + time.Second, "by a clock that was set back": -time.Hour} {
		now := start
		s := stick.Open(t.TempDir(), func() time.Time { return now })
		if err := s.Offer([]stick.File{{Name: "a.pdf"}}); err != nil {
			t.Fatal(err)
		}
		if now = start.Add(after); s.Wanted() {
			t.Errorf("%s: still wanted", name)
		}
	}
}

// A stick that is not there any more; what is full or write-protected is tried with
// real ones, by the tests of kioskctl.
func TestTheStickIsGone(t *testing.T) {
	s := stick.Open(t.TempDir(), time.Now)
	if err := s.Offer([]stick.File{{Name: "a.pdf"}}); err != nil {
		t.Fatal(err)
	}
	if result, err := s.Save(filepath.Join(t.TempDir(), "gone")); result != stick.Gone || err == nil {
		t.Errorf("saved as %q, %v", result, err)
	}
}
