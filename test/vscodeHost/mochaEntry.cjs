/**
 * What the extension host loads as its test runner: runs every bundled test file of a folder with mocha and leaves a summary,
 * because an exit status alone also looks green when nothing ran.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const Mocha = require('mocha');

exports.run = () =>
  new Promise((resolve, reject) => {
    const folder = process.env.GUPSCOPE_EDITOR_TESTS;
    const grep = process.env.GUPSCOPE_EDITOR_GREP;
    const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000, forbidOnly: true, forbidPending: true, ...(grep ? { grep } : {}) });
    for (const name of fs.readdirSync(folder).sort()) if (name.endsWith('.test.cjs')) mocha.addFile(path.join(folder, name));
    const runner = mocha.run((failures) => {
      const { passes, pending } = runner.stats;
      fs.writeFileSync(process.env.GUPSCOPE_EDITOR_SUMMARY, JSON.stringify({ passes, failures, pending }));
      if (failures > 0) reject(new Error(`${failures} editor tests failed`));
      else resolve();
    });
  });
