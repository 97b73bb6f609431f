/** The command line: which commands and options there are. Each command's file does the work; here a failure becomes one line and a status. */
import { Command, CommanderError, Option } from 'commander';
import { failOnLevels } from '../report/index.ts';
import { type AuditOptions, audit, formats } from './audit.ts';
import { toolVersion } from './bundled.ts';
import { startAdapter } from './dap.ts';
import { isFailure } from './failure.ts';
import { type FixOptions, fix } from './fix.ts';
import { startServer } from './lsp.ts';
import { type MergeOptions, merge, mergeFormats } from './merge.ts';
import { collect, defaultJobs, MAX_STATES, parseCount, parseJobs, parseSeed, parseVersionOption } from './options.ts';
import { installPipeGuards, say } from './output.ts';
import { showApi, showRules } from './reference.ts';
import { type ReplayCommand, replay } from './replay.ts';
import { parseShard } from './shard.ts';
import type { SimulateCommand } from './simulate.ts';
import { loadSimulation } from './simulation.ts';
import type { StudyCommand } from './study.ts';

const RULE_HELP = 'only this rule, group (gup) or glob (gup/l*); repeatable';

const MILLION = 1_000_000;
/** Mainline. */
const DEFAULT_POLICY = 'longterm-deny';

const TREE_HELP = 'the kernel tree to look helpers up in (default: the tree around PATH)';
const VERSION_HELP = "take the facts of this version (default: the tree's own)";

const OMIT_HELP = 'leave out of SARIF what comments or the baseline cover, for readers that count it all the same';

const auditExamples = `
Exit status: 0 nothing at or above --fail-on, 1 findings, 2 bad usage, an unreadable PATH, or nothing to audit.

Examples:
  gupscope audit drivers/md block
  gupscope audit --format sarif --output audit.sarif .
  gupscope audit --baseline audit.sarif --fail-on warning .
  git show HEAD:block/bio.c | gupscope audit - --stdin-filename block/bio.c`;

const mergeExamples = `
Exit status: 0, 1 findings at or above --fail-on, 2 files that do not belong together, or a run that was not whole.

Examples:
  gupscope audit --shard 1/2 --format sarif --output 1.sarif drivers
  gupscope audit --shard 2/2 --format sarif --output 2.sarif drivers
  gupscope merge --output all.sarif 1.sarif 2.sarif`;

const fixExamples = `
Exit status: 0, 1 if something that was asked for was refused, 2 bad usage or an unreadable PATH.

Examples:
  gupscope fix drivers/md | git apply
  gupscope fix --write block/blk-map.c`;

const dapHelp = `
The launch request takes "program" and "line" of a finding, or "saved", a file that replay --format json wrote; beside them "rule", "policy", "tree",
"kernelVersion", "maxStates", "stopOnEntry" and "cwd".

Example, for an editor that keeps launch configurations as JSON:
  { "type": "gupscope", "request": "launch", "name": "Replay", "program": "drivers/misc/engine.c", "line": 118 }`;

/** `run` gets the exit status of the command that was called. */
function createProgram(run: (status: Promise<number> | number) => Promise<void>): Command {
  const program = new Command('gupscope');
  program
    .description('Audits how Linux kernel C handles pages that it got from user space.')
    .version(toolVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [COMMAND]', 'print the help of a command')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: () => {} }); // main says it, in one line

  program
    .command('audit')
    .description('find misused page references and direct page accesses in C files and folders')
    .argument('<PATH...>', 'files and folders; - for standard input')
    .option('--stdin-filename <FILE>', 'the file that standard input is')
    .addOption(new Option('--format <FORMAT>', 'how findings are written').choices(formats).default('text'))
    .option('--output <FILE>', 'write the findings there instead of to standard output')
    .option('--rule <ID>', RULE_HELP, collect)
    .addOption(new Option('--fail-on <LEVEL>', 'lowest level that gives exit status 1').choices(failOnLevels).default('error'))
    .option('--strict', 'exit status 2 if any file or folder could not be analysed')
    .option('--tree <ROOT>', TREE_HELP)
    .option('--kernel-version <X.Y>', VERSION_HELP, parseVersionOption)
    .addOption(new Option('--jobs <N>', 'threads').argParser(parseJobs).default(defaultJobs(), 'as many as processors'))
    .option('--baseline <FILE>', 'a SARIF file of an earlier run: what stands in it does not count')
    .option('--no-baseline', 'use no baseline, not even the one of .gupscope.json')
    .option('--omit-suppressed', OMIT_HELP)
    .option('--shard <I/N>', 'report on the I-th of N parts of the files only; merge puts the parts together', parseShard)
    .option('--cache <DIR>', "keep outcomes there for the next run (default: the user's cache folder)")
    .option('--no-cache', 'neither use nor keep outcomes of other runs')
    .option('--replay', 'search what follows from each finding, and lower the level where nothing breaks')
    .option('--stats', 'say how much was read and understood')
    .option('--no-timings', 'leave out times, so that equal runs give equal bytes')
    .addHelpText('after', auditExamples)
    .action((paths: string[], options: AuditOptions) => run(audit(paths, options)));

  program
    .command('fix')
    .description('rewrite what has a safe fix')
    .argument('<PATH...>', 'files and folders')
    .option('--rule <ID>', RULE_HELP, collect)
    .addOption(new Option('--diff', 'print a unified diff for patch -p1 or git apply (the default)').conflicts('write'))
    .option('--write', 'change the files')
    .option('--introduce-helpers', 'also add an accessor that the tree lacks to its own header')
    .option('--tree <ROOT>', TREE_HELP)
    .option('--kernel-version <X.Y>', VERSION_HELP, parseVersionOption)
    .option('--cache <DIR>', "where an audit keeps outcomes (default: the user's cache folder)")
    .option('--no-cache', 'neither use nor keep outcomes of other runs')
    .addHelpText('after', fixExamples)
    .action((paths: string[], options: FixOptions) => run(fix(paths, options)));

  program
    .command('simulate')
    .description('search the interleavings of pages, devices, writeback and bios under the policies that were argued about')
    .argument('[SCENARIO...]', 'names of the library, or the first part of one, or files that end in .json (default: all of the library)')
    .option('--policy <NAME>', 'how the kernel tracks pins, or all', DEFAULT_POLICY)
    .option('--variant <KEY=VALUE>', 'choose a variant of the scenario; repeatable; or all', collect)
    .addOption(new Option('--format <FORMAT>', 'how the result is written').choices(['text', 'json']).default('text'))
    .option('--list', 'list the scenarios instead')
    .addOption(
      new Option('--max-states <N>', 'stop a search there; it is incomplete then').argParser(parseCount).default(MAX_STATES, String(MAX_STATES)),
    )
    .addOption(new Option('--walk <N>', 'take so many random walks instead of a search').argParser(parseCount))
    .addOption(new Option('--seed <S>', 'of the random walks (default: 1)').argParser(parseSeed))
    .addOption(
      new Option('--export <FORMAT>', 'write the model of one run instead: for Spin, or its states for Graphviz').choices(['promela', 'dot']),
    )
    .addOption(new Option('--jobs <N>', 'threads').argParser(parseJobs).default(defaultJobs(), 'as many as processors'))
    .addHelpText('after', () => loadSimulation().simulateHelp())
    .action((scenarios: string[], options: SimulateCommand) => run(loadSimulation().simulate(scenarios, options)));

  program
    .command('replay')
    .description('show the interleaving in which a finding does harm, on the lines of the source')
    .argument('<FILE:LINE>', 'a finding, or a file that replay --format json wrote')
    .option('--rule <ID>', RULE_HELP, collect)
    .option('--policy <NAME>', "how the kernel tracks pins, or all (default: mainline of the tree's version)")
    .addOption(new Option('--format <FORMAT>', 'how the result is written').choices(['text', 'json', 'svg']).default('text'))
    .option('--tree <ROOT>', TREE_HELP)
    .option('--kernel-version <X.Y>', VERSION_HELP, parseVersionOption)
    .addOption(
      new Option('--max-states <N>', 'stop a search there; it is incomplete then').argParser(parseCount).default(MAX_STATES, String(MAX_STATES)),
    )
    .addHelpText('after', () => loadSimulation().replayHelp())
    .action((given: string, options: ReplayCommand) => run(replay(given, options)));

  program
    .command('study')
    .description('count what each policy for pinned pages costs under one random workload')
    .addOption(new Option('--events <N>', 'events of the workload').argParser(parseCount).default(MILLION, '1000000'))
    .addOption(new Option('--seed <S>', 'of the random numbers; the same seed gives the same numbers').argParser(parseSeed).default(1, '1'))
    .addOption(new Option('--format <FORMAT>', 'how the result is written').choices(['text', 'json']).default('text'))
    .option('--svg <FILE>', 'also draw copies, bytes at risk and delay of each policy there')
    .option('--workload <KEY=VALUE>', 'change the workload; repeatable', collect)
    .addHelpText('after', () => loadSimulation().studyHelp())
    .action((options: StudyCommand) => run(loadSimulation().study(options)));

  program
    .command('merge')
    .description('put the SARIF files of the parts of a run together')
    .argument('<FILE.sarif...>', 'what audit --shard wrote, every part once')
    .addOption(new Option('--format <FORMAT>', 'how the whole is written').choices(mergeFormats).default('sarif'))
    .option('--output <FILE>', 'write it there instead of to standard output')
    .addOption(new Option('--fail-on <LEVEL>', 'lowest level that gives exit status 1').choices(failOnLevels).default('never'))
    .option('--omit-suppressed', OMIT_HELP)
    .addHelpText('after', mergeExamples)
    .action((files: string[], options: MergeOptions) => run(merge(files, options)));

  program
    .command('rules')
    .description('list the rules, or explain one')
    .argument('[ID]', 'a rule')
    .action((id: string | undefined) => run(showRules(id)));

  program
    .command('api')
    .description('list the kernel functions that are known, or tell what is known of one')
    .argument('[NAME]', 'a function, macro, field or flag')
    .action((name: string | undefined) => run(showApi(name)));

  program
    .command('lsp')
    .description('the language server, for any editor')
    .requiredOption('--stdio', 'speak on standard input and output')
    .allowUnknownOption() // clients add their own, --clientProcessId above all; the server reads them
    .allowExcessArguments()
    .helpOption('-h, --help', 'print help')
    .action(() => run(startServer()));

  program
    .command('dap')
    .description('the debug adapter, for any editor: a finding, stepped through forwards and backwards')
    .option('--stdio', 'speak on standard input and output, as it does anyway')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', dapHelp)
    .action(() => run(startAdapter()));

  return program;
}

/** What commander says of wrong usage, on one line, and where to read on. */
function usageLine(error: CommanderError, command: string | undefined): string {
  const sentence = error.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*\((Did you mean .*)\)$/i, (_, hint: string) => ` (${hint[0]?.toLowerCase()}${hint.slice(1)})`);
  return `${sentence.replace(/\.$/, '')}; see gupscope ${command === undefined ? '' : `${command} `}--help`;
}

async function main(args: readonly string[]): Promise<number> {
  let exit = 0;
  const program = createProgram(async (status) => {
    exit = await status;
  });
  if (args.length === 0) {
    process.stderr.write(program.helpInformation());
    return 2;
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      const first = args[0];
      say(usageLine(error, program.commands.find((c) => c.name() === first)?.name()));
    } else if (isFailure(error)) say(error.message);
    else
      say(
        `internal failure (${error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 2).join(' ').replaceAll(/\s+/g, ' ') : String(error)}); please report it`,
      );
    return 2;
  }
}

installPipeGuards();
void main(process.argv.slice(2)).then((status) => {
  // Not process.exit: what was written to a pipe must get there first. `lsp` goes on living.
  process.exitCode = status;
});
