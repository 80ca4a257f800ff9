package store_test

import (
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
)

// Nothing is taken, read or left anywhere, and everything says why.
func TestRequestsOfADeadDisk(t *testing.T) {
	t.Chdir(t.TempDir())
	why := errors.New("the disk is dead")
	db := store.Dead(why, options(&clock{morning()}, slog.New(slog.DiscardHandler)))
	_, asked := db.Ask(store.Ask{Topic: lesson()})
	_, taken := db.Take("0190a5b8-7e5c-7000-8000-000000000000", "Cán bộ 1")
	_, queue := db.Queue(time.Time{})
	_, pending := db.Pending()
	_, undelivered := db.Undelivered(10)
	_, _, carved := db.Carved()
	_, cards := db.Cards()
	for name, err := range map[string]error{
		"ask": asked, "take": taken, "queue": queue, "pending": pending, "undelivered": undelivered, "carved": carved, "cards": cards,
		"learned": db.Learned(store.Learned{Card: "7K3M9QXA"}), "delivered": db.MarkDelivered(nil), "heard": db.Heard(morning()),
		"lend": db.Lend(t.Context()),
	} {
		if !errors.Is(err, why) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := errors.Join(db.Tidy(), db.Close()); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
