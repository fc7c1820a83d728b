/** Words about what is set for one patient alone and cannot be read. */
export const nbUnreadable = {
  unreadable: {
    title: 'Noe av det som er satt for pasienten, kan ikke leses',
    settings: {
      limits: 'Individuelle grenser',
      pauses: 'Pauser av varsler',
      'measuring-plan': 'Måleplanen',
    },
    todo: 'Det som kommer, blir ikke vurdert før dette er gjenopprettet. Feilen er logget. Ring pasienten og hør hvordan det går, og si fra til dem som drifter Samvakt.',
    limits: 'De individuelle grensene kan ikke leses. Det er ikke kjent hvilke grenser som gjelder.',
    rules: 'Tallene nedenfor er protokollens egne. Pasienten kan ha andre, som ikke kan leses.',
    plan: 'Hva pasienten er bedt om å måle, kan ikke leses. Det er ikke kjent hva som mangler.',
    digest: 'Kunne ikke leses da brevet ble laget: {{settings}}. Mer enn det som står her, kan gjelde.',
  },
} as const;
