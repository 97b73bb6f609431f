import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subsystemOf } from '../../src/protocol/subsystem.ts';
import { escapeHtml } from '../../src/report/html.ts';
import { formatHtml } from '../../src/report/index.ts';
import { findingAt, reportOf } from './reportFixture.ts';

const text = 'void f(struct bio_vec *bv)\n{\n\tif (a < b && c > d)\n\t\tkmap(bv->bv_page);\n}\n';
const evil = '<img src=x onerror=alert(1)>"\'&';

describe('escapeHtml', () => {
  it('leaves nothing that a parser could take for markup, and nothing out', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', '\u0000', '\n', '😀') }), (s) => {
        const out = escapeHtml(s);
        expect(out).not.toMatch(/[<>"'\0]|&(?!(amp|lt|gt|quot|#39);)/);
        const back = out.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
        expect(back).toBe(s.replaceAll('\0', '\u2400'));
      }),
    );
  });
});

describe('formatHtml', () => {
  const page = formatHtml(
    reportOf(
      text,
      [
        findingAt(text, 'bv_page', { message: evil, enclosing: evil, condition: evil, noFixReason: evil }),
        findingAt(text, 'kmap', { file: `fs/${evil}/inode.c`, level: 'error' }),
      ],
      { problems: [{ severity: 'warning', message: evil }] },
      1,
    ),
  );

  it('loads nothing, and its policy names the style and the script that it holds', () => {
    expect(page).not.toMatch(/<(img|link|iframe|object|embed|base)\b/i);
    expect(page).not.toMatch(/\bsrc=(?!x onerror)|url\(|@import/i);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    for (const tag of ['style', 'script']) {
      const body = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? '';
      expect(body.length).toBeGreaterThan(100);
      expect(policy).toContain(`${tag}-src 'sha256-${createHash('sha256').update(body).digest('base64')}'`);
    }
  });

  it('escapes names, messages and source', () => {
    expect(page).not.toContain('<img');
    expect(page).toContain('if (a &lt; b &amp;&amp; c &gt; d)');
    expect(page).toContain('kmap(bv-&gt;<mark>bv_page</mark>);');
  });

  it('says with which command a finding with a path is replayed', () => {
    const trace = [{ event: 'jump', how: 'goto', span: { start: 0, end: 4 }, text: 'goto out;' }] as const;
    const one = formatHtml(reportOf(text, [findingAt(text, 'kmap', { file: 'fs/a&b.c', trace }), findingAt(text, 'bv_page', {})], {}, 1));
    expect(one.match(/<dt>Replay<\/dt><dd><code>gupscope replay [^<]*<\/code>/g)).toEqual([
      '<dt>Replay</dt><dd><code>gupscope replay fs/a&amp;b.c:4</code>',
    ]);
  });

  it('groups by subsystem and counts', () => {
    expect(page).toContain('<h2>drivers/md</h2>');
    expect(page.indexOf('drivers/md</h2>')).toBeLessThan(page.indexOf('<h2>fs/'));
    expect(page).toContain('<td class="number">1</td>');
  });

  it('is the same for the same report, and says so if there is nothing', () => {
    expect(formatHtml(reportOf(text, []))).toBe(formatHtml(reportOf(text, [])));
    expect(formatHtml(reportOf(text, []))).toContain('Nothing was found.');
  });
});

describe('subsystemOf', () => {
  it.each([
    ['block/bio.c', 'block'],
    ['drivers/nvme/host/tcp.c', 'drivers/nvme/host'],
    ['drivers/md/raid1.c', 'drivers/md'],
    ['drivers/gpu/drm/i915/gem/x.c', 'drivers/gpu/drm'],
    ['fs/btrfs/tests/x.c', 'fs/btrfs'],
    ['include/linux/bvec.h', 'include/linux'],
    ['driver.c', '.'],
  ])('%s belongs to %s', (file, subsystem) => {
    expect(subsystemOf(file)).toBe(subsystem);
  });
});
