package hub_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// tries answers somebody at an address who tries a password.
func (w *ward) tries(from, given string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = from + ":1000"
	r.SetBasicAuth("canbo", given)
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	return answer
}

func (w *ward) wrong(from string, n int) (refused int) {
	w.Helper()
	for i := range n {
		switch answer := w.tries(from, fmt.Sprint("wrong", i)); answer.Code {
		case http.StatusTooManyRequests:
			refused++
		case http.StatusUnauthorized:
		default:
			w.Fatalf("a wrong password: status %d", answer.Code)
		}
	}
	return refused
}

func TestPasswordIsNotFoundByTrying(t *testing.T) {
	w := start(t)
	const office, thief = "198.51.100.7", "203.0.113.9"
	if got := w.wrong(thief, 15); got != 0 {
		t.Errorf("%d of 15 mistakes were not looked at", got)
	}
	if got := w.wrong(thief, 500); got < 490 {
		t.Errorf("%d of 500 tries were not looked at", got)
	}
	answer := w.tries(thief, password)
	if answer.Code != http.StatusTooManyRequests || strings.Contains(answer.Body.String(), "Hàng chờ") {
		t.Errorf("the right one after too many: status %d", answer.Code)
	}
	if after, err := strconv.Atoi(answer.Header().Get("Retry-After")); err != nil || after < 1 || after > 60 {
		t.Errorf("Retry-After %q", answer.Header().Get("Retry-After"))
	}
	if text := answer.Body.String(); !strings.Contains(text, "nhập sai nhiều lần") || !strings.Contains(text, "chờ một phút") {
		t.Errorf("the page says %s", text)
	}
	if answer := w.tries(office, password); answer.Code != http.StatusOK {
		t.Errorf("staff elsewhere: status %d", answer.Code)
	}
	w.now = w.now.Add(time.Minute)
	if answer := w.tries(thief, password); answer.Code != http.StatusOK {
		t.Errorf("after a minute: status %d", answer.Code)
	}
	w.unlogged(password)
}

// Staff load pages all day, and none of that is a try.
func TestPasswordThatIsRight(t *testing.T) {
	w := start(t)
	for range 300 {
		if answer := w.tries("198.51.100.7", password); answer.Code != http.StatusOK {
			t.Fatalf("status %d", answer.Code)
		}
	}
}

// Many machines that try together find no more than one, and shut nobody out who was
// let in before.
func TestPasswordIsTriedFromManyPlaces(t *testing.T) {
	w := start(t)
	const office = "198.51.100.7"
	w.tries(office, password)
	looked := 0
	for i := range 1000 {
		looked += 1 - w.wrong(fmt.Sprintf("10.0.%d.%d", i>>8, i&255), 1)
	}
	if looked < 100 || looked > 250 {
		t.Errorf("%d of 1,000 tries were looked at", looked)
	}
	if answer := w.tries(office, password); answer.Code != http.StatusOK {
		t.Errorf("staff who were let in before: status %d", answer.Code)
	}
	if answer := w.tries("10.9.9.9", password); answer.Code != http.StatusTooManyRequests {
		t.Errorf("another one with the right password: status %d", answer.Code)
	}
	w.now = w.now.Add(time.Minute)
	if answer := w.tries("10.9.9.9", password); answer.Code != http.StatusOK {
		t.Errorf("a minute later: status %d", answer.Code)
	}
}

// Who tries many at the same time gets no more of them looked at.
func TestPasswordsTriedAtOnce(t *testing.T) {
	w := start(t)
	var looked atomic.Int64
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			for range 10 {
				if w.tries("203.0.113.9", "wrong").Code == http.StatusUnauthorized {
					looked.Add(1)
				}
			}
		})
	}
	wait.Wait()
	if n := looked.Load(); n != 20 {
		t.Errorf("%d of 200 tries were looked at", n)
	}
}
