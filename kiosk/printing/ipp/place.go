package ipp

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/OpenPrinting/goipp"

	"github.com/diemcham/diemcham/kiosk/printing"
)

// place is where questions of the protocol are answered: a device or a queue.
type place struct {
	uri    string // as the protocol names it
	url    string // as HTTP reaches it
	client *http.Client
	answer time.Duration
	user   string
}

const addressWanted = "want ipp://host/path, such as ipp://192.168.1.60/ipp/print, ipps:// likewise, or cups:NAME for a queue of this machine"

var queueName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,127}$`)

func newPlace(address string, p Profile) (place, error) {
	at := place{answer: p.Answer, user: p.User}
	if queue, ok := strings.CutPrefix(address, "cups:"); ok {
		if !queueName.MatchString(queue) {
			return place{}, fmt.Errorf("printer address %q: %s", address, addressWanted)
		}
		at.uri = "ipp://localhost/printers/" + queue
		at.url = "http://localhost/printers/" + queue
		at.client = client(func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{Timeout: p.Answer}).DialContext(ctx, "unix", p.Socket)
		})
		return at, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || len(u.Path) < 2 || u.Fragment != "" {
		return place{}, fmt.Errorf("printer address %q: %s", address, addressWanted)
	}
	u.RawQuery = "" // what CUPS adds for itself, such as contimeout
	at.uri = u.String()
	scheme := map[string]string{"ipp": "http", "ipps": "https"}[u.Scheme]
	if scheme == "" {
		return place{}, fmt.Errorf("printer address %q: %s", address, addressWanted)
	}
	u.Scheme = scheme
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), "631")
	}
	at.url = u.String()
	at.client = client((&net.Dialer{Timeout: p.Answer}).DialContext)
	return at, nil
}

// client makes one connection for each question: one that is left open would be
// found dead after the printer was off, and a question asked twice for it.
func client(dial func(ctx context.Context, network, address string) (net.Conn, error)) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:       dial,
			DisableKeepAlives: true,
			// Printers vouch for themselves. There is nobody's secret on a slip; ipps
			// is for printers that take nothing else.
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// refusal is a question that was answered, with no.
type refusal struct {
	op      goipp.Op
	status  goipp.Status
	message string
}

func (e *refusal) Error() string {
	if e.message == "" {
		return fmt.Sprintf("%s: %s", e.op, e.status)
	}
	return fmt.Sprintf("%s: %s (%s)", e.op, e.status, e.message)
}

// notReady are the refusals of a printer that somebody has to see to.
var notReady = []goipp.Status{
	goipp.StatusErrorServiceUnavailable, goipp.StatusErrorDevice, goipp.StatusErrorNotAcceptingJobs,
	goipp.StatusErrorBusy, goipp.StatusErrorPrinterIsDeactivated,
}

// unknown reports whether err says that there is no such job, or no longer.
func unknown(err error) bool {
	var no *refusal
	return errors.As(err, &no) && (no.status == goipp.StatusErrorNotFound || no.status == goipp.StatusErrorGone)
}

// ask puts one question, once.
func (at place) ask(ctx context.Context, op goipp.Op, document []byte, attributes ...goipp.Attribute) (*goipp.Message, error) {
	question := goipp.NewRequest(goipp.DefaultVersion, op, 1)
	add := func(name string, tag goipp.Tag, value goipp.Value) {
		question.Operation.Add(goipp.MakeAttribute(name, tag, value))
	}
	add("attributes-charset", goipp.TagCharset, goipp.String("utf-8"))
	add("attributes-natural-language", goipp.TagLanguage, goipp.String("en"))
	add("printer-uri", goipp.TagURI, goipp.String(at.uri))
	for _, a := range attributes {
		if inOperation[a.Name] {
			question.Operation.Add(a)
		} else {
			question.Job.Add(a)
		}
	}
	body, err := question.EncodeBytes()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	data, err := at.post(ctx, append(body, document...), document != nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	answer, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if status := goipp.Status(answer.Code); status >= goipp.StatusRedirectionOtherSite {
		return nil, &refusal{op: op, status: status, message: text(answer.Operation, "status-message")}
	}
	return answer, nil
}

// inOperation are the attributes that say what is asked, rather than how a job is
// to be printed. The protocol wants job-id straight after printer-uri.
var inOperation = map[string]bool{
	"job-id": true, "requesting-user-name": true, "requested-attributes": true, "which-jobs": true, "my-jobs": true,
	"job-name": true, "document-format": true, "ipp-attribute-fidelity": true,
}

// longest is the most an answer may have; a printer that tells everything of
// itself needs 60 KB.
const longest = 1 << 20

// patient is how many times longer than a question a page may take to be taken.
const patient = 5

func (at place) post(ctx context.Context, body []byte, page bool) ([]byte, error) {
	limit := at.answer
	if page {
		limit *= patient
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, at.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", goipp.ContentType)
	response, err := at.client.Do(request)
	if err != nil {
		return nil, &broken{err}
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("HTTP answer %q", response.Status)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, longest))
	if err != nil {
		return nil, &broken{err}
	}
	return data, nil
}

// broken is a question that got no answer.
type broken struct{ err error }

func (e *broken) Error() string { return e.err.Error() }
func (e *broken) Unwrap() error { return e.err }

// faultOf says what it means that a question got no answer, or that the printer
// is not ready for it; nothing if it got another one, or was not waited for.
func faultOf(err error) printing.Fault {
	var said *refusal
	var no *broken
	var way *net.OpError
	switch {
	case errors.As(err, &said) && slices.Contains(notReady, said.status):
		return printing.Offline
	case errors.Is(err, context.Canceled), !errors.As(err, &no):
		return ""
	case errors.As(err, &way) && way.Op == "dial":
		return printing.Unplugged
	case errors.Is(err, context.DeadlineExceeded):
		return printing.NoAnswer
	}
	return printing.Unplugged
}
