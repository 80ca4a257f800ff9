// Package machine tests the image of a whole kiosk in a virtual machine, as
// packaging/image --check does: what is started is the image as it was made, with a
// serial console, a touchscreen and somebody who does what the tests ask for put in by
// way of the boot loader's entry alone.
package machine
