package seal_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/store/seal"
)

// canary is a number that must not turn up anywhere but in the opened fields.
const canary = "0987654321"

func newIdentity(t *testing.T) seal.Identity {
	t.Helper()
	identity, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return identity
}

func sealed(t *testing.T, r seal.Recipient, phone string) []byte {
	t.Helper()
	blob, err := r.Seal(seal.Fields{Phone: seal.Secret(phone)})
	if err != nil {
		t.Fatal(err)
	}
	return blob
}

func TestSealedFieldsOpenWithTheIdentityAlone(t *testing.T) {
	identity := newIdentity(t)
	recipient, err := seal.ParseRecipient(identity.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	blob := sealed(t, recipient, canary)
	if bytes.Contains(blob, []byte(canary)) {
		t.Error("the number stands in the sealed bytes")
	}

	again, err := seal.ParseIdentity(identity.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	fields, err := again.Open(blob)
	if err != nil {
		t.Fatal(err)
	}
	if fields.Phone.Reveal() != canary {
		t.Errorf("opened %q, sealed %q", fields.Phone.Reveal(), canary)
	}

	if _, err := newIdentity(t).Open(blob); !errors.Is(err, seal.ErrDamaged) {
		t.Errorf("another identity opened the blob: %v", err)
	}
}

func TestEachOfSeveralRecipientsOpens(t *testing.T) {
	ward, site := newIdentity(t), newIdentity(t)
	given := seal.Fields{Phone: canary, Note: "gọi sau 5 giờ chiều"}
	blob, err := seal.Recipients{ward.Recipient(), site.Recipient()}.Seal(given)
	if err != nil {
		t.Fatal(err)
	}
	for name, identity := range map[string]seal.Identity{"the ward": ward, "the site": site} {
		if fields, err := identity.Open(blob); err != nil || fields != given {
			t.Errorf("%s: opened %q and %q, %v", name, fields.Phone.Reveal(), fields.Note.Reveal(), err)
		}
	}
	if _, err := newIdentity(t).Open(blob); !errors.Is(err, seal.ErrDamaged) {
		t.Errorf("another identity opened the blob: %v", err)
	}
	for name, recipients := range map[string]seal.Recipients{
		"none": nil, "the zero recipient beside another": {ward.Recipient(), {}},
	} {
		if blob, err := recipients.Seal(given); err == nil {
			t.Errorf("%s: sealed %d bytes", name, len(blob))
		}
	}
}

// A blob of the time when there were no notes and only one recipient.
func TestOldBlobOpens(t *testing.T) {
	const (
		key  = "AGE-SECRET-KEY-1RHM2958PHTZHC5KWT5JC0F6ZDPWW0GZHFDKF8NYK7833EPHE2XYQPG0JGH"
		blob = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSArcTk1WjROWUM3RytYQkg1R0F1TVZJOEltZGNPNkhGQisvT2RCOUxBeFZ3CmZSU1BwOEFteEFUL3htQlNLUEdKOW4zR2c4bjdpRnI2Rk04M0RLZngxeVUKLS0tIGtkMk16dnJQdW9TcG5aaEpSSEJJVm5peUJ6dGlmVGdiNFQ0UGQ2VGdiWkEKiEmu9TSI+uGonxX1kf3kVAMzquctMK4E4WLhnbVQN4dvQMd3r2HAjyNK0eVIvmkLzaEIr12+T0vfPPleomxdIp3iPbG7DFC786W+C7ewZH0eRFp2ZuK24PLTzJNYjlTb"
	)
	identity, err := seal.ParseIdentity(key)
	if err != nil {
		t.Fatal(err)
	}
	old, err := base64.StdEncoding.DecodeString(blob)
	if err != nil {
		t.Fatal(err)
	}
	if fields, err := identity.Open(old); err != nil || fields != (seal.Fields{Phone: "0900000012"}) {
		t.Errorf("opened %q and %q, %v", fields.Phone.Reveal(), fields.Note.Reveal(), err)
	}
}

func TestChangedBlobIsRefused(t *testing.T) {
	identity := newIdentity(t)
	blob := sealed(t, identity.Recipient(), canary)
	for i := range blob {
		changed := bytes.Clone(blob)
		changed[i] ^= 0x01
		if fields, err := identity.Open(changed); err == nil {
			t.Fatalf("byte %d of %d changed and the blob opened: %q", i, len(blob), fields.Phone.Reveal())
		}
	}
	for _, cut := range []int{0, 1, len(blob) / 2, len(blob) - 1} {
		if _, err := identity.Open(blob[:cut]); !errors.Is(err, seal.ErrDamaged) {
			t.Errorf("blob cut to %d bytes: %v", cut, err)
		}
	}
}

func TestLengthTellsNothing(t *testing.T) {
	recipient := newIdentity(t).Recipient()
	want := len(sealed(t, recipient, ""))
	for _, phone := range []string{"0", "0912345678", "02438271234", "+84912345678"} {
		if got := len(sealed(t, recipient, phone)); got != want {
			t.Errorf("%d digits are sealed in %d bytes, none in %d", len(phone), got, want)
		}
	}
	long := len(sealed(t, recipient, strings.Repeat("1", 60)))
	if (long-want)%64 != 0 || long == want {
		t.Errorf("a long number is sealed in %d bytes, %d more: not a step of 64", long, long-want)
	}
}

func TestSecretPrintsAsRedacted(t *testing.T) {
	fields := seal.Fields{Phone: canary, Note: canary}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%20s"} {
		for _, value := range []any{fields.Phone, fields, &fields, []seal.Secret{canary}, map[string]any{"a": fields}} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
	}
	for _, logger := range []*slog.Logger{
		slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil)),
	} {
		logger.Info("asked", "phone", fields.Phone, "fields", fields, "all", slog.AnyValue(&fields))
	}
	for _, value := range []any{fields.Phone, fields, []seal.Secret{canary}} {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(text)
	}
	fmt.Fprint(&out, errors.New(fmt.Sprint(fields.Phone)), fields.Phone.String(), fields.Phone.GoString())

	for _, trace := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary)} {
		if strings.Contains(out.String(), trace) {
			t.Errorf("%q came out in\n%s", trace, out.String())
		}
	}
	if !strings.Contains(out.String(), "redacted") {
		t.Error("nothing was printed at all")
	}
}

func TestIdentityPrintsAsRedacted(t *testing.T) {
	identity := newIdentity(t)
	secret := identity.Reveal()
	if !strings.HasPrefix(secret, "AGE-SECRET-KEY-1") {
		t.Fatal("Reveal does not return the key")
	}
	var out bytes.Buffer
	holder := struct{ Identity seal.Identity }{identity}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&out, verb+verb, identity, holder)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("start", "identity", identity)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("start", "identity", holder)
	if strings.Contains(strings.ToUpper(out.String()), secret[16:40]) {
		t.Errorf("the key came out in\n%s", out.String())
	}
}

func TestKeysThatAreNone(t *testing.T) {
	secret := newIdentity(t).Reveal()
	for name, text := range map[string]string{
		"empty": "", "a word": "phường", "the secret half": secret, "cut short": newIdentity(t).Recipient().String()[:40],
	} {
		if _, err := seal.ParseRecipient(text); err == nil {
			t.Errorf("%s: taken for a recipient", name)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error repeats the key: %v", name, err)
		}
	}
	if _, err := seal.ParseIdentity(secret[:30]); err == nil || strings.Contains(err.Error(), secret[:30]) {
		t.Errorf("identity cut short: %v", err)
	}
	if _, err := (seal.Recipient{}).Seal(seal.Fields{Phone: canary}); err == nil {
		t.Error("the zero recipient sealed something")
	}
}
