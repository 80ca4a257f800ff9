package content

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

var hostForm = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)

// address reads an address that is to stand in a QR code.
func (t *table) address(key string, need need) string {
	value, ok := t.take(key)
	address, isText := value.(string)
	switch {
	case ok && !isText:
		t.problem(key, value, "an https address in quotes")
		return ""
	case address == "" && need == optional:
		return ""
	}
	if fault := addressFault(address); fault != "" {
		t.problem(key, value, fault)
		return ""
	}
	return address
}

// addressFault tells what is wanted instead of address, or nothing if it is
// accepted.
func addressFault(address string) string {
	const want = "an address such as https://dichvucong.gov.vn"
	if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return want + ", of printable ASCII without spaces"
	}
	if len(address) > maxAddress {
		return fmt.Sprintf("%s, at most %d bytes; these are %d", want, maxAddress, len(address))
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return want
	case u.Scheme != "https" || !strings.HasPrefix(address, "https://"):
		return want + ", beginning with https://"
	case u.User != nil:
		return want + ", without a user's name or password"
	case !hostForm.MatchString(u.Host):
		return want + ", with a host in lower-case letters and no port"
	}
	return ""
}
