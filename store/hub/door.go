package hub

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How many wrong passwords are looked at in a second, and at once, from one address,
// behind which a whole office may be, and from all those together from which the right
// one has never come. Whoever knows the password is never counted.
const (
	triesRate, triesBurst         = 1.0 / 30, 20
	strangersRate, strangersBurst = 0.5, 200
)

// door lets those in who know the staff's password.
type door struct {
	password             string
	addresses, strangers limit

	mutex sync.Mutex
	known map[string]bool // addresses from which the password has come; under mutex
}

func newDoor(password string) *door {
	return &door{
		password:  password,
		addresses: limit{each: triesRate, burst: triesBurst},
		strangers: limit{each: strangersRate, burst: strangersBurst},
	}
}

// try looks at the password of a request, unless too many wrong ones have come: then
// not even a right one is taken before wait is over, or it could be found by trying.
func (d *door) try(r *http.Request, now time.Time) (ok bool, wait time.Duration) {
	_, given, _ := r.BasicAuth()
	who := addressOf(r)
	limiters := []*rate.Limiter{d.addresses.of(who)}
	if !d.isKnown(who) {
		limiters = append(limiters, d.strangers.of(""))
	}
	// What is tried at the same time counts before it is known whether it is right.
	var counted []*rate.Reservation
	for _, l := range limiters {
		one := l.ReserveN(now, 1)
		counted, wait = append(counted, one), max(wait, one.DelayFrom(now))
	}
	ok = wait == 0 && same(given, d.password)
	if ok || wait > 0 {
		for _, one := range counted {
			one.CancelAt(now)
		}
	}
	if ok {
		d.know(who)
	}
	return ok, wait
}

func (d *door) isKnown(who string) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.known[who]
}

func (d *door) know(who string) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.known[who] {
		return
	}
	if d.known == nil || len(d.known) >= maxLimiters {
		d.known = make(map[string]bool)
	}
	d.known[who] = true
}

// asStaff shows a page to those who know the password.
func (p *pages) asStaff(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, _, given := r.BasicAuth(); !given {
			p.askPassword(w)
			return
		}
		ok, wait := p.door.try(r, p.o.Now())
		switch {
		case wait > 0:
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			p.showAs(w, http.StatusTooManyRequests, "tries.html", nil, nil)
		case !ok:
			p.o.Log.Warn("a wrong password for the staff's pages")
			p.askPassword(w)
		default:
			ctx, cancel := context.WithTimeout(r.Context(), requestTime)
			defer cancel()
			next(w, r.WithContext(ctx))
		}
	})
}

func (p *pages) askPassword(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", `Basic realm="Diem Cham", charset="UTF-8"`)
	http.Error(w, "Trang này dành cho cán bộ. Hãy nhập mật khẩu của trang.", http.StatusUnauthorized)
}
