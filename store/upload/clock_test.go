package upload_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store/upload"
)

// wall is a clock on the wall that somebody sets while an uploader runs.
type wall struct{ shown atomic.Int64 }

func (w *wall) set(t time.Time) { w.shown.Store(t.UnixNano()) }

func (w *wall) now() time.Time { return time.Unix(0, w.shown.Load()).UTC() }

// However the clock is set, before a pause or in it, no pause becomes longer than a
// quarter of an hour, and none is skipped.
func TestClocksThatAreWrong(t *testing.T) {
	clocks := map[string]time.Time{
		"1970":      time.Unix(0, 0),
		"ten years": morning().AddDate(10, 0, 0),
		"hour back": morning().Add(-time.Hour),
		"hour on":   morning().Add(time.Hour),
		"right":     morning(),
	}
	for _, until := range []string{"", "Fri, 06 Mar 2026 03:02:00 GMT", "Fri, 06 Mar 2094 03:02:00 GMT"} {
		for before, start := range clocks {
			for after, end := range clocks {
				var clock wall
				clock.set(start)
				var posts atomic.Int64
				k := newKiosk(t, serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					posts.Add(1)
					says(503, map[string]string{"Retry-After": until}, "")(rw, r)
				})), func(o *upload.Options) {
					o.Now = clock.now
					o.Rand = func(n int64) int64 { return n - 1 }
				})
				k.timer.held = make(chan held)
				k.ask(1)
				stop := k.run()
				for n := range int64(3) {
					pause := <-k.timer.held
					if pause.d < time.Second || pause.d > 15*time.Minute {
						t.Errorf("%q, %s then %s: paused %v", until, before, after, pause.d)
					}
					if posts.Load() != n+1 {
						t.Errorf("%q, %s then %s: %d posts before pause %d", until, before, after, posts.Load(), n+1)
					}
					clock.set(end)
					pause.end()
					if n > 0 && until == "" { // a pause in two parts
						(<-k.timer.held).end()
					}
				}
				go func() { // what is left of pauses
					for range k.timer.held {
					}
				}()
				stop()
				close(k.timer.held)
			}
		}
	}
}

// certified is a server whose certificate is good from a time on.
func certified(t *testing.T, h http.Handler, from time.Time) (url string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: from.AddDate(1, 0, 0),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	made, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(made)
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AddCert(parsed)
	server := httptest.NewUnstartedServer(h)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{made}, PrivateKey: key}}}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL, roots
}

// A clock that stands at 1970 refuses every certificate, so a time is used that is
// known to be over.
func TestCertificateAndAClockThatIsWrong(t *testing.T) {
	w := newWard(t)
	url, roots := certified(t, w.handler, morning().AddDate(0, -1, 0))
	for name, test := range map[string]struct {
		judged time.Time
		good   bool
	}{
		"in 1970":                   {time.Unix(0, 0), false},
		"by what is known":          {morning(), true},
		"by what is known, too old": {morning().AddDate(0, -2, 0), false},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKiosk(t, url, func(o *upload.Options) {
				o.Now = func() time.Time { return time.Unix(0, 0) }
				o.Client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
				o.Time = func() time.Time { return test.judged }
			})
			k.ask(1)
			k.run()
			if test.good {
				k.untilIdle()
				w.sameAs(k)
				if floor := k.db.Floor(); floor.IsZero() {
					t.Error("the hub's clock was not heard")
				}
				return
			}
			if s := k.untilTrouble(upload.Away); !strings.Contains(s.Detail, "not yet valid") {
				t.Errorf("status %+v", s)
			}
		})
	}
}

// What is not in the hub's own words tells no time either.
func TestATimeOfSomebodyElse(t *testing.T) {
	k := newKiosk(t, serve(t, says(200, map[string]string{"Content-Type": "text/html"}, "<html>")), nil)
	k.ask(1)
	k.run()
	k.untilTrouble(upload.Stranger)
	if floor := k.db.Floor(); !floor.IsZero() {
		t.Errorf("floor %v", floor)
	}
}
