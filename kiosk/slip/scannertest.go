package slip

// ScannerTest returns the sheet a technician tries a scanner with: each line as a
// square code with its letters below, and the bar code of a ticket.
func ScannerTest(lines []string, ticket string) Slip {
	w := &writer{}
	for _, line := range lines {
		w.add(square{text: line, anyLetters: true})
		w.centred(small, line)
		w.add(rule{dashed: true})
	}
	w.add(gap(20), bars{ticket})
	return w.slip()
}
