export { LEVEL_NAMES, type LevelName } from './levels.ts'
