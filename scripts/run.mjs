/**
 * The one door behind every `npm run`: node scripts/run.mjs COMMAND [ARGUMENTS].
 * Checks Node before anything that an old one could not even parse is loaded, so this file keeps to old syntax and imports nothing above.
 */
const commands = ['start', 'build', 'test', 'test:kernel', 'lint', 'bench', 'package', 'bootstrap'];
const command = process.argv[2];

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`gupscope needs Node 20 or newer; this is Node ${process.versions.node}, so install a newer one and run the command again.`);
  process.exitCode = 2;
} else if (commands.indexOf(command) < 0) {
  console.error(`there is no command '${command}'; the commands are ${commands.join(', ')}.`);
  process.exitCode = 2;
} else {
  import(`./commands/${command.replace(':kernel', 'Kernel')}.mjs`)
    .then((module) => module.run(process.argv.slice(3)))
    .then(
      (status) => {
        process.exitCode = status;
      },
      (error) => {
        // Our own refusals carry one sentence; anything else is a defect and shows where it stands.
        console.error(error.name === 'Refusal' ? error.message : error.stack);
        process.exitCode = 2;
      },
    );
}
