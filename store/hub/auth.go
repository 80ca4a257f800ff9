package hub

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/diemcham/diemcham/store"
)

// The most that is taken in a second, and at once, from one device, from one
// address, behind which there may be many devices, and of enrolments from one
// address.
const (
	deviceRate, deviceBurst   = 100, 300
	addressRate, addressBurst = 500, 2000
	enrolRate, enrolBurst     = 0.1, 10
)

// requestTime is how long a request of a kiosk may take.
const requestTime = 20 * time.Second

// retryAfter is what is told to those that come too often or at a bad time, in
// seconds.
const retryAfter = "10"

// kiosks are served under /v1/kiosk/.
type kiosks struct {
	Options
	counters                       counters
	addresses, devices, enrolments limit
}

func newKiosks(o Options) *kiosks {
	return &kiosks{
		Options:    o,
		counters:   counters{inbox: o.Inbox},
		addresses:  limit{each: addressRate, burst: addressBurst},
		devices:    limit{each: deviceRate, burst: deviceBurst},
		enrolments: limit{each: enrolRate, burst: enrolBurst},
	}
}

// kioskHandler serves a request whose body has been read. The device is the kiosk that
// signed it.
type kioskHandler func(w http.ResponseWriter, r *http.Request, body []byte, device string)

// signed lets through what an enrolled kiosk has signed.
func (k *kiosks) signed(next kioskHandler) http.Handler {
	return k.limited(&k.addresses, func(w http.ResponseWriter, r *http.Request, body []byte) {
		device, ok := k.authenticate(w, r, body)
		if !ok {
			return
		}
		next(w, r, body, device)
	})
}

// limited reads the body of what is within a rate, and gives it a time to be served
// in.
func (k *kiosks) limited(l *limit, next func(w http.ResponseWriter, r *http.Request, body []byte)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.allow(addressOf(r), time.Now()) {
			tooMany(w)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), requestTime)
		defer cancel()
		var body bytes.Buffer
		body.Grow(int(min(max(r.ContentLength, 0), maxBody)) + bytes.MinRead)
		_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			refuse(w, http.StatusRequestEntityTooLarge, "more than 1 MiB")
			return
		}
		if err != nil {
			return // the kiosk has hung up
		}
		next(w, r.WithContext(ctx), body.Bytes())
	})
}

// authenticate finds out which kiosk has signed a request, or refuses it.
func (k *kiosks) authenticate(w http.ResponseWriter, r *http.Request, body []byte) (kiosk string, ok bool) {
	kiosk = r.Header.Get(store.DeviceHeader)
	counter, counterErr := strconv.ParseUint(r.Header.Get(store.CounterHeader), 10, 64)
	signature, signatureErr := base64.StdEncoding.DecodeString(r.Header.Get(store.SignatureHeader))
	if kiosk == "" || counterErr != nil || signatureErr != nil {
		refuse(w, http.StatusUnauthorized, "device: the request is not signed")
		return "", false
	}
	device, err := k.Inbox.device(r.Context(), kiosk)
	if err != nil && !errors.Is(err, ErrDevice) {
		k.fail(w, "device cannot be read", err)
		return "", false
	}
	if err != nil || !ed25519.Verify(device.Key, store.SignedText(r.Method, r.RequestURI, kiosk, counter, body), signature) {
		refuse(w, http.StatusUnauthorized, "device: not enrolled, or not its signature")
		return "", false
	}
	if !device.Revoked.IsZero() {
		refuse(w, http.StatusForbidden, "device: revoked")
		return "", false
	}
	if !k.devices.allow(kiosk, time.Now()) {
		tooMany(w)
		return "", false
	}
	last, ok, err := k.counters.use(r.Context(), device, counter)
	if err != nil {
		k.fail(w, "counters cannot be set apart", err)
		return "", false
	}
	if !ok {
		w.Header().Set(store.CounterHeader, strconv.FormatUint(last, 10))
		refuse(w, http.StatusUnauthorized, "counter: used, or too old to be known")
		return "", false
	}
	k.note(r, kiosk)
	return kiosk, true
}

// note keeps when a kiosk was here and how many events wait on it, now and then.
func (k *kiosks) note(r *http.Request, kiosk string) {
	if !k.counters.unseen(kiosk, k.Now()) {
		return
	}
	pending, err := strconv.Atoi(r.Header.Get(store.PendingHeader))
	if err != nil || pending < 0 {
		pending = -1
	}
	if err := k.Inbox.saw(r.Context(), kiosk, k.Now(), pending); err != nil {
		k.Log.Warn("that a kiosk was here is not written down", "kiosk", kiosk, "error", err)
	}
}

func tooMany(w http.ResponseWriter) {
	w.Header().Set("Retry-After", retryAfter)
	refuse(w, http.StatusTooManyRequests, "too many requests")
}

// fail answers for what is the hub's own fault.
func (k *kiosks) fail(w http.ResponseWriter, what string, err error) {
	k.Log.Error(what, "error", err)
	if errors.Is(err, context.DeadlineExceeded) {
		w.Header().Set("Retry-After", retryAfter)
		refuse(w, http.StatusServiceUnavailable, what+" in time")
		return
	}
	refuse(w, http.StatusInternalServerError, what)
}

// enrol takes a kiosk's key.
func (k *kiosks) enrol(w http.ResponseWriter, r *http.Request, body []byte) {
	var e store.Enrolment
	err := strict(body, &e)
	switch {
	case e.Protocol != store.Protocol && json.Valid(body):
		refuse(w, http.StatusConflict, "not an enrolment of "+store.Protocol)
	case err != nil:
		refuse(w, http.StatusBadRequest, "not JSON of an enrolment")
	case len(e.Key) != ed25519.PublicKeySize:
		refuse(w, http.StatusBadRequest, "key: not an Ed25519 key")
	default:
		k.takeKey(w, r, e)
	}
}

func (k *kiosks) takeKey(w http.ResponseWriter, r *http.Request, e store.Enrolment) {
	err := k.Inbox.Enrol(r.Context(), e.Kiosk, e.Code, e.Key, k.Now())
	if errors.Is(err, ErrCode) {
		k.Log.Warn("enrolment refused", "kiosk", clip(e.Kiosk))
		refuse(w, http.StatusForbidden, "code: "+ErrCode.Error())
		return
	}
	if err != nil {
		k.fail(w, "the kiosk could not be enrolled", err)
		return
	}
	k.Log.Info("kiosk enrolled", "kiosk", e.Kiosk)
	send(w, http.StatusOK, store.Enrolled{
		Protocol: store.Protocol, Kiosk: e.Kiosk, Recipient: k.Identity.Recipient().String(),
	})
}
