package upload

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/diemcham/diemcham/store"
)

const (
	attemptTimeout = 20 * time.Second
	postTimeout    = 90 * time.Second // all attempts of one post together
	attempts       = 3
	maxReceipt     = 1 << 20
)

// hub is the way to the hub: one post, tried a few times at once. What lasts
// longer than that is the uploader's.
type hub struct {
	address        string // of batches
	updatesAddress string
	client         *retryablehttp.Client
	now            func() time.Time
}

func newHub(o Options) (*hub, error) {
	batches, err := hubURL(o.URL, store.BatchPath)
	if err != nil {
		return nil, err
	}
	updates, err := hubURL(o.URL, store.UpdatesPath)
	if err != nil {
		return nil, err
	}
	return &hub{address: batches.String(), updatesAddress: updates.String(), client: newClient(o), now: o.Now}, nil
}

// newClient returns a client without the library's traps.
func newClient(o Options) *retryablehttp.Client {
	client := retryablehttp.NewClient()
	if o.Client != nil {
		given := *o.Client
		client.HTTPClient = &given
	}
	if transport, ok := client.HTTPClient.Transport.(*http.Transport); ok && o.Time != nil {
		transport = transport.Clone()
		if transport.TLSClientConfig == nil {
			transport.TLSClientConfig = &tls.Config{}
		}
		transport.TLSClientConfig.Time = o.Time
		client.HTTPClient.Transport = transport
	}
	if o.Device != nil {
		next := client.HTTPClient.Transport
		if next == nil {
			next = http.DefaultTransport
		}
		client.HTTPClient.Transport = signing{device: o.Device, next: next}
	}
	if client.HTTPClient.Timeout == 0 {
		client.HTTPClient.Timeout = attemptTimeout
	}
	// The hub never redirects; whoever does must get no events.
	client.HTTPClient.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.Logger = nil // it would write down whole addresses
	client.RetryMax = attempts - 1
	client.CheckRetry = checkRetry
	client.ErrorHandler = lastAnswer
	// The library's own back-off obeys a Retry-After of any length.
	client.Backoff = func(_, _ time.Duration, attempt int, _ *http.Response) time.Duration {
		return time.Duration(o.Rand(int64(time.Second << min(attempt, attempts))))
	}
	return client
}

// checkRetry leaves alone a hub that asks for time, and one that does not know this
// kiosk.
func checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err == nil && (resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable) {
		return false, nil
	}
	if errors.Is(err, ErrNotEnrolled) {
		return false, err
	}
	return retryablehttp.DefaultRetryPolicy(ctx, resp, err)
}

// lastAnswer gives the last answer there was, if any, in place of the library's
// error, which holds the whole address.
func lastAnswer(resp *http.Response, err error, _ int) (*http.Response, error) {
	if err != nil && resp != nil {
		resp.Body.Close()
		return nil, err
	}
	return resp, err
}

// answer is what a post brought: trouble, a refusal of the batch as a whole, or
// a receipt.
type answer struct {
	trouble trouble
	refused bool
	own     bool      // in the hub's words
	date    time.Time // by the hub's clock; zero if it does not say
	status  int
	receipt store.Receipt
}

func (a answer) reason() string {
	text := fmt.Sprintf("status %d", a.status)
	if a.own && a.receipt.Error != "" {
		text += ": " + clip(a.receipt.Error)
	}
	return text
}

func (h *hub) post(ctx context.Context, events []store.Event) answer {
	body, err := json.Marshal(store.Batch{Protocol: store.Protocol, Events: events})
	if err != nil {
		return answer{trouble: trouble{kind: Local, cause: err}}
	}
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodPost, h.address, body)
	if err != nil {
		return answer{trouble: trouble{kind: Local, cause: withoutURL(err)}}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")

	resp, err := h.client.Do(request)
	if err != nil {
		return answer{trouble: unreached(err)}
	}
	defer resp.Body.Close()
	return h.read(resp)
}

// unreached is the trouble where there is no answer.
func unreached(err error) trouble {
	if errors.Is(err, ErrNotEnrolled) {
		return trouble{kind: Refused, cause: ErrNotEnrolled}
	}
	return trouble{kind: Away, cause: withoutURL(err)}
}

func (h *hub) read(resp *http.Response) answer {
	a := answer{status: resp.StatusCode}
	var err error
	a.receipt, err = readReceipt(resp)
	a.own = err == nil
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil && a.own {
		a.date = date
	}

	switch resp.StatusCode {
	case http.StatusOK:
		switch {
		case errors.Is(err, errBroken):
			a.trouble = trouble{kind: Away, cause: err}
		case err != nil:
			a.trouble = trouble{kind: Stranger, cause: fmt.Errorf("status 200, but not from a hub: %w", err)}
		}
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		a.refused = true
	default:
		a.trouble = h.troubleOf(resp, a.own, a.receipt.Error)
	}
	return a
}

// troubleOf is the trouble of an answer that is no success; says is the hub's own
// word, if it is own.
func (h *hub) troubleOf(resp *http.Response, own bool, says string) trouble {
	text := fmt.Sprintf("status %d", resp.StatusCode)
	if own && says != "" {
		text += ": " + clip(says)
	}
	t := trouble{kind: Stranger, cause: errors.New(text)}
	switch {
	case resp.StatusCode == http.StatusUnauthorized, resp.StatusCode == http.StatusForbidden:
		t.kind = Refused
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusServiceUnavailable:
		t.kind, t.wait = Busy, retryAfter(resp.Header, h.now())
	case resp.StatusCode >= 500:
		t.kind = Faulty
	}
	return t
}

// errBroken means that the connection was lost within an answer.
var errBroken = errors.New("the answer breaks off")

// readReceipt takes nothing for a receipt but the hub's own.
func readReceipt(resp *http.Response) (receipt store.Receipt, err error) {
	err = readOwn(resp, &receipt, func() string { return receipt.Protocol })
	return receipt, err
}

// readOwn reads an answer in the hub's own words; protocol is what it then says of
// itself.
func readOwn(resp *http.Response, into any, protocol func() string) error {
	media, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return errors.New("the content type is not application/json")
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxReceipt+1))
	if err != nil {
		return fmt.Errorf("%w: %w", errBroken, withoutURL(err))
	}
	if len(body) > maxReceipt {
		return errors.New("the body is too long")
	}
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(into); err != nil {
		return errors.New("the body is not JSON of the right form")
	}
	if protocol() != store.Protocol {
		return fmt.Errorf("the protocol is not %s", store.Protocol)
	}
	return nil
}

// withoutURL takes the address, and a query that may be in it, out of an error
// of net/http.
func withoutURL(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}
