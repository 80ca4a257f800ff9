package content

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// Host is a place on the network that a QR code of the pack may lead to.
type Host struct {
	Name    string // as it stands in addresses: "dichvucong.gov.vn", without its subdomains
	Title   locale.Text
	Source  string    // where it was read that this is the one
	Checked time.Time // midnight UTC
	Due     time.Time // the day on which it has to be checked anew, midnight UTC
}

func (l *loader) hosts() {
	names := seen{}
	l.hostsUnsure = !l.has("hosts.toml")
	before := len(l.problems)
	l.list("hosts.toml", "host", 1, maxHosts, func(t *table) {
		host := Host{
			Name:    t.word("name", required, host()),
			Title:   t.text("title", required, line(maxTitle)),
			Source:  t.word("source", required, line(maxSource)),
			Checked: t.day("checked", required),
		}
		host.Due = t.due(host.Checked)
		if host.Name != "" {
			names.once(t, "name", host.Name, host.Name, "another host")
		}
		l.pack.Hosts = append(l.pack.Hosts, host)
	})
	l.hostsUnsure = l.hostsUnsure || len(l.problems) > before
}

// listed is the address read from key, or nothing if it leads to none of the hosts.
// A misspelt address is the oldest trick there is, and a QR code hides it.
func (l *loader) listed(t *table, key, address string) string {
	u, err := url.Parse(address)
	if address == "" || err != nil || l.hostsUnsure {
		return address
	}
	var names []string
	for _, host := range l.pack.Hosts {
		names = append(names, host.Name)
	}
	if !slices.Contains(names, u.Host) {
		t.problem(key, address, "an address at one of the hosts of hosts.toml: "+strings.Join(names, ", "))
		return ""
	}
	return address
}
