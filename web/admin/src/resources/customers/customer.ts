import type { components } from '@soko/client'

export type Customer = components['schemas']['users_ManagedUserOut']

export const STATUSES = ['active', 'suspended'] as const
