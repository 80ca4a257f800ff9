package hub

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxLimiters is how many addresses or devices a limit remembers at least.
const maxLimiters = 4096

// limit holds each of many to a rate. Of those that have not been here for long it
// remembers nothing, so that their number does not matter.
type limit struct {
	each  rate.Limit // a second
	burst int

	mutex sync.Mutex
	// The limiters in use, and those of before; under mutex.
	young, old map[string]*rate.Limiter
}

// allow reports whether one more is within the rate.
func (l *limit) allow(who string, now time.Time) bool { return l.of(who).AllowN(now, 1) }

// of returns the limiter of one of them.
func (l *limit) of(who string) *rate.Limiter {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	limiter := l.young[who]
	if limiter == nil {
		if limiter = l.old[who]; limiter == nil {
			limiter = rate.NewLimiter(l.each, l.burst)
		}
		if l.young == nil || len(l.young) >= maxLimiters {
			l.young, l.old = make(map[string]*rate.Limiter), l.young
		}
		l.young[who] = limiter
	}
	return limiter
}

// addressOf is whom a request comes from, as far as it matters for a rate: an IPv4
// address or the network of an IPv6 one. If the server that does TLS stands on this
// machine, it says who that is.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if forwarded := r.Header.Get("X-Forwarded-For"); address.IsLoopback() && forwarded != "" {
		last := forwarded[strings.LastIndexByte(forwarded, ',')+1:]
		if real, err := netip.ParseAddr(strings.TrimSpace(last)); err == nil {
			address = real
		}
	}
	if address = address.Unmap(); address.Is6() {
		const household = 64
		return netip.PrefixFrom(address, household).Masked().String()
	}
	return address.String()
}
