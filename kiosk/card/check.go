package card

// The check is that of a Reed-Solomon code with two letters to check: the letters
// are the coefficients of a polynomial over the field of 32 elements, the two last
// ones such that 2 and 4 are roots of it. Two wrong letters cannot both leave the
// roots in place. To that the letters salt are added, so that no card consists of
// one letter written sixteen times.

// salt is what is added to the check: any two letters that make no card of one
// letter alone.
var salt = [2]uint8{13, 3}

// field is the polynomial x⁵+x²+1, by which letters are multiplied.
const field = 0b100101

// times multiplies two letters.
func times(a, b uint8) (product uint8) {
	for ; b > 0; b >>= 1 {
		if b&1 != 0 {
			product ^= a
		}
		if a <<= 1; a&32 != 0 {
			a ^= field
		}
	}
	return product
}

// checkOf returns the two letters that check the others: the remainder of their
// division by (x-2)(x-4) = x²+6x+8.
func checkOf(values []uint8) [2]uint8 {
	var high, low uint8
	for _, value := range values {
		lead := high ^ value
		high, low = low^times(lead, 6), times(lead, 8)
	}
	return [2]uint8{high ^ salt[0], low ^ salt[1]}
}
