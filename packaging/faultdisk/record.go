package faultdisk

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// Recording is a mounted file system that remembers, in their order, every change
// that is made to it and every wait for the disk. What a disk may hold after a power
// cut can then be made for every moment of it: see [Recording.Crashes].
//
// What is tested works in it from another process. The one that serves it must not
// touch a page here that is mapped into its memory: it would wait for itself.
type Recording struct {
	Dir string

	mu      sync.Mutex
	last    uint64   // the number of the newest node
	settled *disk    // what was there when the recording began
	changes []change // since
}

const witnessName = "witness"

// Witness is the file to which the process under test says what it has
// acknowledged, so that it is known after which change. It is not there after a
// crash; [Crash.Said] is what it held.
func (r *Recording) Witness() string { return filepath.Join(r.Dir, witnessName) }

// Record mounts an empty file system that records, until the test ends. The test is
// skipped where the machine does not allow it.
func Record(t *testing.T) *Recording {
	t.Helper()
	r := &Recording{Dir: t.TempDir(), settled: newDisk()}
	o := fs.Options{MountOptions: fuse.MountOptions{DirectMountStrict: true, Name: "faultdisk", DisableXAttrs: true, MaxWrite: 1 << 20}}
	server, err := serve(r.Dir, &o, &node{recording: r})
	if err != nil {
		t.Skipf("mount a file system that records: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Unmount(); err != nil {
			t.Errorf("unmount %s: %v", r.Dir, err)
		}
	})
	apart(t, r.Dir)
	return r
}

func serve(dir string, o *fs.Options, root *node) (*fuse.Server, error) {
	// go-fuse would leave its end of the mount open in every program that is started,
	// and one that outlives the test would wait for an answer for ever.
	syscall.ForkLock.RLock()
	server, err := fuse.NewServer(fs.NewNodeFS(root, o), dir, &o.MountOptions)
	if err == nil {
		err = closeOnExec("/dev/fuse")
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, err
	}
	go server.Serve()
	return server, server.WaitMount()
}

// closeOnExec has the programs that are started not share what is open here of a
// path.
func closeOnExec(path string) error {
	open, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		return err
	}
	for _, fd := range open {
		number, err := strconv.Atoi(filepath.Base(fd))
		if target, _ := os.Readlink(fd); err == nil && target == path {
			syscall.CloseOnExec(number)
		}
	}
	return nil
}

// Settle takes all that is there for safe on the disk, and begins the recording
// anew.
func (r *Recording) Settle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.changes {
		r.settled.apply(c)
	}
	r.changes = nil
}

// node is a file or a folder. Which names a folder has is known to go-fuse.
type node struct {
	fs.Inode
	recording *Recording
	number    uint64 // the folder above all has 0
	content   content
}

var _ interface {
	fs.NodeGetattrer
	fs.NodeSetattrer
	fs.NodeStatfser
	fs.NodeOpener
	fs.NodeReader
	fs.NodeWriter
	fs.NodeAllocater
	fs.NodeFsyncer
	fs.NodeCreater
	fs.NodeMkdirer
	fs.NodeLinker
	fs.NodeUnlinker
	fs.NodeRmdirer
	fs.NodeRenamer
} = (*node)(nil)

// record remembers a change and makes it to the files that are there.
func (n *node) record(c change, do func()) syscall.Errno {
	n.recording.mu.Lock()
	defer n.recording.mu.Unlock()
	n.recording.changes = append(n.recording.changes, c)
	do()
	return 0
}

// new makes a file or folder under a name of n.
func (n *node) new(ctx context.Context, name string, kind uint32, out *fuse.EntryOut) *fs.Inode {
	n.recording.mu.Lock()
	defer n.recording.mu.Unlock()
	n.recording.last++
	made := &node{recording: n.recording, number: n.recording.last}
	n.recording.changes = append(n.recording.changes, change{what: named, node: made.number, folder: n.number, name: name, isFolder: kind == fuse.S_IFDIR})
	inode := n.NewPersistentInode(ctx, made, fs.StableAttr{Mode: kind})
	made.attributes(kind, &out.Attr)
	return inode
}

func (n *node) attributes(kind uint32, out *fuse.Attr) {
	out.Mode, out.Nlink, out.Size, out.Blksize = kind|0o600, 1, uint64(n.content.size), blockBytes
	if kind == fuse.S_IFDIR {
		out.Mode |= 0o100
	}
	out.Blocks = uint64(n.content.size+511) / 512
	out.Owner = fuse.Owner{Uid: uint32(os.Geteuid()), Gid: uint32(os.Getegid())}
}

func (n *node) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	n.recording.mu.Lock()
	defer n.recording.mu.Unlock()
	n.attributes(n.Mode(), &out.Attr)
	return 0
}

// Setattr knows sizes alone: modes and times tell nothing here.
func (n *node) Setattr(ctx context.Context, f fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if size, ok := in.GetSize(); ok {
		n.record(change{what: sized, node: n.number, at: int64(size)}, func() { n.content.truncate(int64(size)) })
	}
	return n.Getattr(ctx, f, out)
}

func (n *node) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	const blocks = 4 << 30 / blockBytes
	*out = fuse.StatfsOut{Bsize: blockBytes, Frsize: blockBytes, Blocks: blocks, Bfree: blocks, Bavail: blocks, NameLen: 255}
	return 0
}

func (n *node) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, fuse.FOPEN_KEEP_CACHE, 0 // nothing is changed behind the kernel's back
}

func (n *node) Read(_ context.Context, _ fs.FileHandle, into []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	n.recording.mu.Lock()
	defer n.recording.mu.Unlock()
	return fuse.ReadResultData(into[:n.content.readAt(into, at)]), 0
}

func (n *node) Write(_ context.Context, _ fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	data = slices.Clone(data) // the kernel's buffer is used again
	return uint32(len(data)), n.record(change{what: written, node: n.number, at: at, data: data}, func() { n.content.writeAt(data, at) })
}

// Allocate takes room by making the file longer. It makes no holes.
func (n *node) Allocate(_ context.Context, _ fs.FileHandle, from, bytes uint64, mode uint32) syscall.Errno {
	size := int64(from + bytes)
	if mode != 0 {
		return syscall.EOPNOTSUPP
	}
	return n.record(change{what: sized, node: n.number, at: size}, func() { n.content.truncate(max(size, n.content.size)) })
}

func (n *node) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return n.record(change{what: synced, node: n.number}, func() {})
}

func (n *node) Create(ctx context.Context, name string, _, _ uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	return n.new(ctx, name, fuse.S_IFREG, out), nil, fuse.FOPEN_KEEP_CACHE, 0
}

func (n *node) Mkdir(ctx context.Context, name string, _ uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	return n.new(ctx, name, fuse.S_IFDIR, out), 0
}

func (n *node) Link(ctx context.Context, to fs.InodeEmbedder, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	file := to.(*node)
	errno := n.record(change{what: named, node: file.number, folder: n.number, name: name}, func() { file.attributes(file.Mode(), &out.Attr) })
	return &file.Inode, errno
}

func (n *node) Unlink(_ context.Context, name string) syscall.Errno {
	child := n.GetChild(name)
	if child == nil {
		return syscall.ENOENT
	}
	return n.record(change{what: unnamed, node: child.Operations().(*node).number, folder: n.number, name: name}, func() {})
}

func (n *node) Rmdir(ctx context.Context, name string) syscall.Errno {
	if child := n.GetChild(name); child != nil && len(child.Children()) > 0 {
		return syscall.ENOTEMPTY
	}
	return n.Unlink(ctx, name)
}

func (n *node) Rename(_ context.Context, name string, to fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	child := n.GetChild(name)
	switch {
	case flags != 0:
		return syscall.EINVAL
	case child == nil:
		return syscall.ENOENT
	}
	return n.record(change{
		what: renamed, node: child.Operations().(*node).number,
		folder: n.number, name: name, newFolder: to.(*node).number, newName: newName,
	}, func() {})
}
