package store

// Protocol names what kiosk and hub speak. It stands in every batch and every
// receipt, so that neither takes a stranger's answer for the other's. Package
// store/hub says what the words mean.
const Protocol = "diemcham-kiosk/1"

// BatchPath is where a hub takes batches.
const BatchPath = "/v1/kiosk/batch"

// UpdatesPath is where a hub tells what others did about a kiosk's requests.
const UpdatesPath = "/v1/kiosk/updates"

// EnrolPath is where a hub takes a kiosk's key.
const EnrolPath = "/v1/kiosk/enrol"

// Where a hub offers files: content packs, and systems for machines that were made from
// an image.
const (
	PackPath   = "/v1/kiosk/pack"
	SystemPath = "/v1/kiosk/system"
)

// HealthPath is where a hub tells everybody whether it is well; then it answers
// [Healthy].
const (
	HealthPath = "/healthz"
	Healthy    = "ok\n"
)

// The headers of what a hub answers at [PackPath] and [SystemPath].
const (
	ProtocolHeader = "Diemcham-Protocol" // holds [Protocol]
	PackHeader     = "Diemcham-Pack"     // the version of the pack, in digits
	SystemHeader   = "Diemcham-System"   // the minute in which the system was made, in digits
)

// The headers that sign a request of a kiosk; see [SignedText].
const (
	DeviceHeader    = "Diemcham-Device"    // the kiosk's ID
	CounterHeader   = "Diemcham-Counter"   // in digits; in an answer, the highest that the hub has seen
	SignatureHeader = "Diemcham-Signature" // base64 of the Ed25519 signature
	PendingHeader   = "Diemcham-Pending"   // how many events wait on the kiosk; not signed
)

// The sizes of the largest files that are taken from a hub.
const (
	MaxPackBytes   = 1<<30 + 1<<20
	MaxSystemBytes = 4 << 30
)

// The most a batch may hold; what is over it is cut into several.
const (
	MaxBatchEvents = 100
	MaxBatchBytes  = 256 << 10
)

// MaxUpdates is the most events that one answer at [UpdatesPath] holds.
const MaxUpdates = 100

// Batch is what a kiosk sends: some of its events.
type Batch struct {
	Protocol string  `json:"protocol"`
	Events   []Event `json:"events"`
}

// Result says what became of an event on the hub.
type Result string

// The results. Created and Duplicate both mean that the event is on the hub's
// disk.
const (
	Created   Result = "created"   // stored now
	Duplicate Result = "duplicate" // was stored before, the same
	Conflict  Result = "conflict"  // another event is stored under this ID; both are kept
	Rejected  Result = "rejected"  // is no event of this protocol; Reason says why
)

// Receipt is what a hub answers. An event that is not listed may be sent again.
type Receipt struct {
	Protocol string        `json:"protocol"`
	Items    []ReceiptItem `json:"items,omitempty"`
	Error    string        `json:"error,omitempty"` // why the batch as a whole was refused
}

// ReceiptItem is the answer for one event.
type ReceiptItem struct {
	ID     string `json:"id"`
	Result Result `json:"result"`
	Reason string `json:"reason,omitempty"` // names a field, never its value
}

// Updates is what a hub answers at [UpdatesPath].
type Updates struct {
	Protocol string  `json:"protocol"`
	Events   []Event `json:"events"`
	Rev      uint64  `json:"rev"`  // how far these events reach
	More     bool    `json:"more"` // there are more to be asked for at once
	Error    string  `json:"error,omitempty"`
}

// Enrolment is what a kiosk sends to [EnrolPath].
type Enrolment struct {
	Protocol string `json:"protocol"`
	Kiosk    string `json:"kiosk"`
	Code     string `json:"code"` // given out once, by the hub
	Key      []byte `json:"key"`  // the kiosk's public Ed25519 key
}

// Enrolled is what a hub answers there.
type Enrolled struct {
	Protocol  string `json:"protocol"`
	Kiosk     string `json:"kiosk,omitempty"`
	Recipient string `json:"recipient,omitempty"` // the ward's key for personal fields
	Error     string `json:"error,omitempty"`
}
