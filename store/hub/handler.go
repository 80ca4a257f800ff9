package hub

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

// Options is what a hub's [Handler] is given.
type Options struct {
	Inbox    *Inbox
	Password string        // the staff's; the user name says who they are
	Identity seal.Identity // opens what residents typed
	Packs    string        // the folder of content packs, WARD-VERSION.dcpack; empty, or none there: no packs
	Systems  string        // the folder of systems, diemcham-VERSION-MADE-ARCH.dcsystem; empty, or none there: no systems
	Now      func() time.Time
	Zone     *time.Location // whose midnight ends "today"

	// Households is how many the ward has, to measure its target by; 0 if that is
	// not known.
	Households int

	Terms Terms // how long sealed fields are kept; the zero value stands for the defaults

	Log *slog.Logger
}

// Handler serves kiosks, the staff's pages and /healthz.
func Handler(o Options) (http.Handler, error) {
	if o.Inbox == nil || o.Now == nil || o.Zone == nil || o.Log == nil {
		return nil, errors.New("hub: inbox, clock, zone and log must be given")
	}
	if o.Password == "" {
		return nil, errors.New("hub: password must be given")
	}
	if o.Households < 0 {
		return nil, fmt.Errorf("hub: %d households: use their number, or 0 if it is not known", o.Households)
	}
	if o.Terms == (Terms{}) {
		o.Terms = Terms{Closed: DefaultKeepClosed, Open: DefaultKeepOpen}
	}
	pages, err := newPages(o)
	if err != nil {
		return nil, fmt.Errorf("hub: %w", err)
	}

	staff := http.NewServeMux()
	for path, show := range map[string]http.HandlerFunc{
		"GET /{$}":                  pages.showQueue,
		"GET /requests/{id}":        pages.showRequest,
		"POST /requests/{id}/{act}": pages.act,
		"POST /next":                pages.takeNext,
		"GET /progress":             pages.showProgress,
		"GET /progress/groups.csv":  pages.sendGroups,
		"GET /progress/weeks.csv":   pages.sendWeeks,
		"GET /figures":              pages.showFigures,
		"GET /figures.xlsx":         pages.sendFigures,
		"GET /devices":              pages.showDevices,
		"GET /retention":            pages.showRetention,
	} {
		staff.Handle(path, pages.asStaff(show))
	}
	staff.Handle("GET /static/", staticFiles())

	all := http.NewServeMux()
	kiosks := newKiosks(o)
	all.Handle("POST "+store.BatchPath, kiosks.signed(kiosks.batch))
	all.Handle("GET "+store.UpdatesPath, kiosks.signed(kiosks.updates))
	all.Handle("GET "+store.PackPath, kiosks.signed(kiosks.pack))
	all.Handle("GET "+store.SystemPath, kiosks.signed(kiosks.system))
	all.Handle("POST "+store.EnrolPath, kiosks.limited(&kiosks.enrolments, kiosks.enrol))
	all.HandleFunc("GET "+store.HealthPath, o.health)
	all.Handle("/", http.NewCrossOriginProtection().Handler(staff))
	return headers(all), nil
}

// headers keeps every page to itself: nothing from elsewhere, no script, no
// frame.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "+
			"base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// same takes as long for a wrong secret as for a right one.
func same(got, want string) bool {
	g, w := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(g[:], w[:]) == 1
}

func (o Options) health(w http.ResponseWriter, r *http.Request) {
	if err := o.Inbox.Ping(r.Context()); err != nil {
		o.Log.Error("inbox cannot be read", "error", err)
		http.Error(w, "inbox cannot be read", http.StatusServiceUnavailable)
		return
	}
	io.WriteString(w, store.Healthy)
}
