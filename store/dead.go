package store

// Dead returns requests that can be neither kept nor read, for a kiosk whose disk has
// died: whatever is asked of them comes to why. Nobody is given a number then, and all
// that needs no requests goes on.
func Dead(why error, o Options) *DB {
	return &DB{Reader: &Reader{log: o.Log, dead: why}, o: o, marks: &marks{}}
}
