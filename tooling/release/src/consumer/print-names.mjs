// Prints the public names of the modules that the command line names, as JSON.
const modules = process.argv.slice(2)
const faces = await Promise.all(modules.map((name) => import(name)))
console.log(
  JSON.stringify(Object.fromEntries(faces.map((face, i) => [modules[i], Object.keys(face).sort()]))),
)
