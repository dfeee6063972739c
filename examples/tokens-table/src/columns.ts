export const COLUMNS = [
  'Token',
  'Status',
  'Last used',
  'Expires',
  'Allowed from',
  'Policies',
] as const;
