/** The status bar item: the count of the active file, gone where it has nothing to say, and a file that was analysed in part. */
import { strict as assert } from 'node:assert';
import type { GupscopeApi } from '../../client/api.ts';
import { api, closeAll, inWorkspace, show, someDiagnostics, statusWhere, submitC, writeFile } from './support/editor.ts';

describe('status bar', () => {
  let gupscope: GupscopeApi;
  before(async () => {
    gupscope = await api();
  });
  afterEach(closeAll);

  it('counts the findings of the active file', async () => {
    await show(submitC());
    const count = (await someDiagnostics(submitC())).length;
    await statusWhere(gupscope, 'the count', (text) => text === `$(warning) gupscope ${count}`);
    assert.equal(gupscope.status?.tooltip, `${count} findings in this file`);
  });

  it('has the sign of the worst finding', async () => {
    await show(writeFile(inWorkspace('drivers/misc/note.c'), '#include <linux/bvec.h>\nvoid next(struct bio_vec *bv)\n{\n\tbv->bv_page++;\n}\n'));
    await statusWhere(gupscope, 'a note', (text) => text === '$(info) gupscope 1');
  });

  it('says so when there are none', async () => {
    await show(inWorkspace('drivers/block/tapvol/ring.c'));
    await statusWhere(gupscope, 'a check mark', (text) => text === '$(check) gupscope 0');
  });

  it('is hidden for other files', async () => {
    await show(submitC());
    await statusWhere(gupscope, 'something', (text) => text !== undefined);
    await show(writeFile(inWorkspace('notes.txt'), 'nothing\n'));
    await statusWhere(gupscope, 'nothing', (text) => text === undefined);
  });

  it('tells of a function that was analysed in part, and why', async () => {
    const broken = '#include <linux/bvec.h>\nstruct page *torn(struct bio_vec *bv)\n{\n\tif (bv->bv_len) ) {\n\treturn bv->bv_page @ 3;\n}\n';
    await show(writeFile(inWorkspace('drivers/misc/torn.c'), broken));
    await statusWhere(gupscope, 'a question mark', (text) => text?.endsWith('$(question)') ?? false);
    assert.match(gupscope.status?.tooltip ?? '', /1 function analysed in part:\ntorn \(line [456]\): \S/);
  });
});
