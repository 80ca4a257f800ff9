package hub

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/diemcham/diemcham/store"
)

// maxBody is the largest batch that is read, well above what a kiosk sends.
const maxBody = 1 << 20

// batch takes a batch of events. A kiosk speaks for itself alone.
func (k *kiosks) batch(w http.ResponseWriter, r *http.Request, device string) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" || r.Header.Get("Content-Encoding") != "" {
		refuse(w, http.StatusUnsupportedMediaType, "a batch is application/json, not compressed")
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		k.fail(w, "request cannot be read", err)
		return
	}
	parcels, status, problem := unpack(body)
	if problem != "" {
		refuse(w, status, problem)
		return
	}
	for i, p := range parcels {
		if p.problem == "" && p.event.Kiosk != device {
			parcels[i].problem = "kiosk: not the device's"
		}
	}
	k.answer(w, r, parcels)
}

// parcel is one event of a batch, or why it is none.
type parcel struct {
	id      string
	event   store.Event
	problem string
}

// unpack takes a batch apart. If it cannot be judged as a whole, problem says
// why.
func unpack(body []byte) (parcels []parcel, status int, problem string) {
	var batch struct {
		Protocol string            `json:"protocol"`
		Events   []json.RawMessage `json:"events"`
	}
	err := strict(body, &batch)
	if batch.Protocol != store.Protocol && json.Valid(body) {
		// Not the fault of any event in it: the kiosk is to keep them.
		return nil, http.StatusConflict, "not a batch of " + store.Protocol
	}
	if err != nil {
		return nil, http.StatusBadRequest, "not JSON of a batch"
	}
	if len(batch.Events) > store.MaxBatchEvents {
		return nil, http.StatusRequestEntityTooLarge, "more than 100 events"
	}
	for _, raw := range batch.Events {
		p := unpackOne(raw)
		if p.id == "" {
			return nil, http.StatusBadRequest, "an event without an ID"
		}
		parcels = append(parcels, p)
	}
	return parcels, 0, ""
}

func unpackOne(raw json.RawMessage) parcel {
	var p parcel
	err := strict(raw, &p.event)
	p.id = p.event.ID
	if err != nil {
		var bare struct {
			ID string `json:"id"`
		}
		// What else is wrong with it does not matter for its name.
		_ = json.Unmarshal(raw, &bare)
		p.id, p.problem = bare.ID, "cannot be read as an event"
	} else if err := p.event.Validate(); err != nil {
		p.problem = err.Error()
	}
	return p
}

// strict decodes exactly one value without unknown fields.
func strict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("something follows")
	}
	return nil
}

// answer stores the good ones and gives a receipt for all.
func (k *kiosks) answer(w http.ResponseWriter, r *http.Request, parcels []parcel) {
	var events []store.Event
	for _, p := range parcels {
		if p.problem == "" {
			events = append(events, p.event)
		}
	}
	stored, err := k.Inbox.Receive(r.Context(), events, k.Now())
	if err != nil {
		k.fail(w, "the batch could not be stored", err)
		return
	}

	items := make([]store.ReceiptItem, 0, len(parcels))
	count := make(map[store.Result]int)
	for _, p := range parcels {
		item := store.ReceiptItem{ID: p.id, Result: store.Rejected, Reason: p.problem}
		if p.problem == "" {
			item, stored = stored[0], stored[1:]
		}
		if item.Result == store.Conflict || item.Result == store.Rejected {
			k.Log.Error("event not taken", "event", clip(p.id), "result", item.Result, "reason", item.Reason)
		}
		items = append(items, item)
		count[item.Result]++
	}
	k.Log.Info("batch", "created", count[store.Created], "duplicate", count[store.Duplicate],
		"conflict", count[store.Conflict], "rejected", count[store.Rejected])
	send(w, http.StatusOK, store.Receipt{Protocol: store.Protocol, Items: items})
}

// clip keeps what is not an ID from filling the log.
func clip(id string) string {
	const uuidLength = 36
	if len(id) > uuidLength {
		return id[:uuidLength]
	}
	return id
}

func refuse(w http.ResponseWriter, status int, problem string) {
	send(w, status, store.Receipt{Protocol: store.Protocol, Error: problem})
}

func send(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// A kiosk that has hung up comes again.
	_ = json.NewEncoder(w).Encode(answer)
}
