package grounding

// gap is where two texts part between words that they share: said stands in the
// claim, source in what it rests on. Either may be empty.
type gap struct {
	said, source  []token
	before, after bool // whether the words next to it are shared ones
}

// align lays a claim beside a source: the longest common run of words in the
// same order, and the gaps between them.
func align(claim, source []token) (shared []token, gaps []gap) {
	pairs := common(claim, source)
	i, j := 0, 0
	for k := 0; k <= len(pairs); k++ {
		ni, nj := len(claim), len(source)
		if k < len(pairs) {
			ni, nj = pairs[k][0], pairs[k][1]
		}
		if ni > i || nj > j {
			gaps = append(gaps, gap{claim[i:ni], source[j:nj], k > 0, k < len(pairs)})
		}
		if k < len(pairs) {
			shared = append(shared, claim[ni])
		}
		i, j = ni+1, nj+1
	}
	return shared, gaps
}

// common gives the index pairs of a longest common subsequence. Words that carry
// meaning count for more than those that join, so that a run of small words does
// not pull two sentences together.
func common(a, b []token) [][2]int {
	width := len(b) + 1
	best := make([]int, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			v := max(best[(i+1)*width+j], best[i*width+j+1])
			if a[i].stem == b[j].stem {
				v = max(v, best[(i+1)*width+j+1]+weigh(a[i]))
			}
			best[i*width+j] = v
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].stem == b[j].stem && best[i*width+j] == best[(i+1)*width+j+1]+weigh(a[i]):
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case best[(i+1)*width+j] >= best[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return out
}

func weigh(t token) int {
	if t.role == plain {
		return 1
	}
	return 3
}
