package faultdisk

import (
	"os"
	"strings"
)

// content is what is in a file. Blocks of nothing but zeros that were never written
// take no room, and blocks are never changed, so copies share them.
type content struct {
	size   int64
	blocks map[int64][]byte // at number × blockBytes
}

const blockBytes = 4096

func (c *content) writeAt(data []byte, at int64) {
	c.size = max(c.size, at+int64(len(data)))
	for len(data) > 0 {
		number, from := at/blockBytes, at%blockBytes
		n := min(int64(len(data)), blockBytes-from)
		block := make([]byte, blockBytes)
		copy(block, c.blocks[number])
		copy(block[from:], data[:n])
		c.put(number, block)
		data, at = data[n:], at+n
	}
}

func (c *content) put(number int64, block []byte) {
	if c.blocks == nil {
		c.blocks = make(map[int64][]byte)
	}
	c.blocks[number] = block
}

func (c *content) readAt(into []byte, at int64) int {
	into = into[:max(0, min(int64(len(into)), c.size-at))]
	clear(into)
	for done := int64(0); done < int64(len(into)); {
		number, from := (at+done)/blockBytes, (at+done)%blockBytes
		n := min(int64(len(into))-done, blockBytes-from)
		if block := c.blocks[number]; block != nil {
			copy(into[done:done+n], block[from:])
		}
		done += n
	}
	return len(into)
}

func (c *content) truncate(size int64) {
	for number, block := range c.blocks {
		switch end := size - number*blockBytes; {
		case end <= 0:
			delete(c.blocks, number)
		case end < blockBytes && size < c.size:
			cut := make([]byte, blockBytes)
			copy(cut, block[:end])
			c.blocks[number] = cut
		}
	}
	c.size = size
}

func (c *content) clone() *content {
	other := &content{size: c.size, blocks: make(map[int64][]byte, len(c.blocks))}
	for number, block := range c.blocks {
		other.blocks[number] = block
	}
	return other
}

// lines are those that have an end.
func (c *content) lines() []string {
	text := make([]byte, c.size)
	c.readAt(text, 0)
	lines := strings.Split(string(text), "\n")
	return lines[:len(lines)-1]
}

// writeTo makes a file of it, with holes where nothing was written.
func (c *content) writeTo(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Truncate(c.size); err != nil {
		return err
	}
	for number, block := range c.blocks {
		at := number * blockBytes
		if _, err := f.WriteAt(block[:min(blockBytes, c.size-at)], at); err != nil {
			return err
		}
	}
	return f.Close()
}
