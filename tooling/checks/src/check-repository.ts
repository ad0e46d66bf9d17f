// What no compiler sees: import arrows and the shape of packages. Unused and undeclared dependencies are knip's.
import { importProblems } from './imports/import-problems.ts'
import { packageProblems } from './packages/package-problems.ts'
import { repository } from './repository.ts'

const problems = [...(await importProblems(repository)), ...packageProblems(repository)]
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
