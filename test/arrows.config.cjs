// The order of the rooms: each may import only the rooms below it in this map. The table in docs/architecture.md says the same in words.
const rooms = {
  'packages/contract': [],
  'packages/triage': ['packages/contract'],
  'packages/care': ['packages/contract'],
  'packages/store': ['packages/contract', 'packages/triage', 'packages/care'],
  'packages/timers': ['packages/contract', 'packages/triage', 'packages/care', 'packages/store'],
  'packages/ingest': ['packages/contract', 'packages/triage', 'packages/care', 'packages/store'],
  'packages/api': ['packages/contract', 'packages/triage', 'packages/care', 'packages/store'],
  'packages/web': ['packages/contract', 'packages/triage', 'packages/care'],
  'devices/gateway': ['packages/contract'],
  'devices/simulator': ['packages/contract', 'devices/gateway'],
};

// Tests beside the code may use the harness, which starts the real database and broker for them.
const production = (room) => ({ path: `^${room}/`, pathNot: '\\.test\\.tsx?$' });

const arrowsPointDown = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room.replace('/', '-')}-imports-only-below`,
  severity: 'error',
  from: production(room),
  to: {
    path: '^(packages|devices|test)/',
    pathNot: [`^${room}/`, ...allowed.map((below) => `^${below}/`)],
  },
}));

const throughTheDoor = Object.keys(rooms).map((room) => ({
  name: `${room.replace('/', '-')}-is-entered-through-index`,
  severity: 'error',
  from: { path: '^(packages|devices|test)/', pathNot: `^${room}/` },
  to: { path: `^${room}/src/`, pathNot: `^${room}/src/index\\.ts$` },
}));

const pureRooms = ['contract', 'triage', 'care'].map((room) => ({
  name: `packages-${room}-is-pure`,
  severity: 'error',
  from: production(`packages/${room}`),
  to: { dependencyTypes: ['core'] },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      // A room that is not among a package's dependencies cannot be resolved from it, and so has no path that the rules below could judge.
      name: 'rooms-are-declared',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, path: '^@samvakt/', pathNot: '^@samvakt/harness$' },
    },
    ...arrowsPointDown,
    ...throughTheDoor,
    ...pureRooms,
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
