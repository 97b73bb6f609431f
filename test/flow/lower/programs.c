/*
 * Small functions that are run twice: as gcc compiles them, and as the flow form says. Each takes two integers; probe() notes its argument, so that the
 * order of side effects counts, and gives back something that depends on it.
 */

long fallthrough(int a, int b)
{
	long r = 0;

	switch (a & 15) {
	case 0:
		r += 1;
	case 1:
		r += 10;
		break;
	case 2 ... 5:
		r += probe(b);
		if (b > 3)
			break;
	default:
		r += 1000;
	case 9:
	case 10:
		r -= 7;
	}
	return r;
}

long switch_in_loop(int a, int b)
{
	long r = 0;
	int i;

	for (i = 0; i < 20; i++) {
		switch ((a + i) & 7) {
		case 0:
			continue;
		case 1:
			break;
		case 2:
			if (b & 1)
				goto out;
			/* fallthrough */
		case 3:
			r += i;
			break;
		default:
			r ^= b;
			if (i > 12)
				return r * 3;
		}
		r++;
	}
out:
	return r - i;
}

long short_circuits(int a, int b)
{
	long r = 0;

	if (a > 3 && probe(1) || b < 2 && probe(2))
		r |= 1;
	if (!(a & 1) && !(probe(3) || b > a))
		r |= 2;
	r += (a && probe(4)) + (b || probe(5)) * 10;
	a && probe(6);
	b || (r += probe(7));
	if (!(!a || !b) == !!(a && b))
		r |= 64;
	return r;
}

long increments(int a, int b)
{
	int t[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	int i = 0, n = 8;
	long r = 0;

	while (n--)
		r += t[n];
	n = a & 7;
	t[i++] = b;
	t[i++] += a;
	t[++i] -= b;
	r = r * 3 + t[i--] + !n++;
	r += t[i] - n-- * 2;
	r += --n;
	while (i < 7 && t[i++] != a)
		r += i;
	do
		r -= t[n & 7];
	while (++n < 5);
	return r + i * 100 + -n++;
}

long retry(int a, int b)
{
	int tries = 0;
	long r = 0;

again:
	r += a;
	if (probe(tries) > 40 && tries < 5) {
		tries++;
		goto again;
	}
	if (b > 0) {
		b--;
		if (tries++ < 9)
			goto again;
		goto done;
	}
	r *= 2;
done:
	return r + tries;
}

long ladder(int a, int b)
{
	int err = -12;

	if (probe(1) & 1)
		goto fail;
	if (a > b)
		goto undo_one;
	err = -22;
	if (probe(2) & 2)
		goto undo_two;
	return 0;
undo_two:
	probe(22);
undo_one:
	probe(21);
fail:
	return err;
}

long nested_loops(int a, int b)
{
	long r = 0;

	for (int i = 0; i < (a & 7); i++) {
		int j = b & 3;

		while (1) {
			if (j++ > 6)
				break;
			if ((i ^ j) & 2)
				continue;
			for (int k = i; ; k++) {
				if (k > j)
					break;
				r += k;
				if (r > 100)
					goto out;
			}
		}
		do {
			r++;
			if (r & 4)
				continue;
			j--;
		} while (j > 3 && r < 200);
	}
out:
	return r;
}

long choices(int a, int b)
{
	unsigned int u = a > b ? a : -1;
	long r = a ? probe(1) : probe(2);

	r += b ? a : u;
	r += (a & 1 ? probe(3) : b) ?: probe(4);
	r += a ?: b;
	a > 0 ? probe(5) : (r -= 3);
	if (a > b ? b & 1 : probe(6))
		r += 1000;
	return r + (a < b ? a < 0 ? 1 : 2 : 3);
}

long conversions(int a, int b)
{
	unsigned int u = b;
	unsigned char c = a;
	signed char s = a * 3;
	unsigned short h = a - b;
	long l = a;
	unsigned long ul = b;
	long r = 0;

	r += a < u;
	r += (a < (int)u) * 2;
	r += (l < u) * 4;
	r += (l < ul) * 8;
	r += (c > s) * 16;
	r += (a - u > 0) * 32;
	r += (h - 70000 < 0) * 64;
	r += (-1 < 1u) * 128;
	r += (-1l < 1u) * 256;
	r += ((unsigned long)a > 100) * 512;
	c += 200;
	s -= 100;
	h <<= 3;
	u = ~u;
	r = r * 7 + c + s + h + (u >> 3) + (a >> 2) + ((long)a << 20);
	return r + (0x80000000 > 0) + (-0x7fffffff < 0) + '\n' + 'a' + 0777 + 1ul;
}

long commas(int a, int b)
{
	int i, j;
	long r = 0;

	for (i = 0, j = 10; r++, i < j; i++, j--)
		r += (probe(i), j);
	i = (a = 3, b += a, b * 2);
	return r + i + a;
}

long chained(int a, int b)
{
	int x, y;
	unsigned char z;
	long w;

	w = z = x = y = a * 100;
	x += y -= z *= 3;
	if ((x = probe(x)) > 10 && (y = x - b) < 50)
		w += y;
	while ((b = b / 2) != 0 && (x += b) < 500)
		w++;
	return w + x + y + z;
}

static long factorial(int n)
{
	return n <= 1 ? 1 : n * factorial(n - 1);
}

long recursion(int a, int b)
{
	return factorial(a & 7) + factorial(b & 3) * (a ? factorial(probe(a) & 3) : 2);
}

long pointers(int a, int b)
{
	int t[4] = { 10, 20, 30, 40 };
	int *p = t, *q = &t[3];
	int **pp = &p;
	int x = a;
	int *px = &x;

	*p++ = a;
	*++p = b;
	(*p)++;
	*q-- -= 4;
	**pp += 5;
	*px = *px * 2;
	p[-1] = q - p;
	return t[0] + t[1] * 2 + t[2] * 3 + t[3] * 5 + x + (p == q) + (p - t) * 7 + *(t + 1);
}

long statement_expressions(int a, int b)
{
	long r = ({ int a = b; a++; probe(a); a * 2; });

	r += ({ int t = 0; while (t < 5) { if (probe(t) > 60) break; t++; } t; }) + ({ b; });
	if (({ r++; a > b; }) && ({ b++; 1; }))
		r += b;
	return r;
}

long constants(int a, int b)
{
	long r = 0;

	do {
		if (a > 3)
			break;
		r = 1;
	} while (0);
	while (1) {
		if (b-- < 0)
			break;
		if (0)
			r = 99;
		if (1 && a)
			r += 2;
		else if (0 || !a)
			r += 3;
		if (r > 40)
			return -r;
	}
	for (; 0;)
		r = 77;
	return r;
}

long jump_into_loop(int a, int b)
{
	long r = 0;

	if (a & 1)
		goto middle;
	for (;;) {
		r += 2;
middle:
		r += b;
		if (probe(r) & 1 || r > 50 || r < -50 || a++ > 20)
			break;
		r += 3;
	}
	return r;
}

long shadows(int a, int b)
{
	long r = a;

	{
		int a = b + 1;

		r += a;
		for (int a = 0; a < 3; a++) {
			int b = a * 2;

			r += b;
		}
		r += a;
	}
	return r * 3 + a + b;
}

long device(int a, int b)
{
	int count = (a & 15) + 1;
	int n = (count + 3) / 4;
	long r = 0;

	switch (count % 4) {
	case 0:
		do {
			r += b++;
	case 3:
			r += b++;
	case 2:
			r ^= b++;
	case 1:
			r += b++ * 2;
		} while (--n > 0);
	}
	return r;
}
