import { Link } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { wordsOf } from '../../show/tones.ts'

interface Props {
  readonly type: string
  readonly id: string
}

interface Place {
  readonly screen: string
  readonly permission: string
  readonly page: '' | '/show'
}

const PLACES: Readonly<Record<string, Place>> = {
  user: { screen: 'customers', permission: 'users:read', page: '/show' },
  order: { screen: 'orders', permission: 'orders:read', page: '/show' },
  saga: { screen: 'orders', permission: 'orders:read', page: '/show' },
  payment: { screen: 'payments', permission: 'payments:read', page: '/show' },
  refund: { screen: 'refunds', permission: 'refunds:read', page: '/show' },
  payment_incident: { screen: 'incidents', permission: 'payments:read', page: '/show' },
  payment_webhook: { screen: 'webhooks', permission: 'payments:read', page: '/show' },
  product: { screen: 'products', permission: 'catalog:read', page: '' },
  role: { screen: 'roles', permission: 'roles:read', page: '' },
}

const NOWHERE: Place = { screen: '', permission: '', page: '' }
const SHOWN = 8

/** What an event is about, by kind and the end of its id; a link where it has a page. */
export function ObjectLink({ type, id }: Props) {
  const { screen, permission, page } = PLACES[type] ?? NOWHERE
  const mayRead = useMay(permission)
  // Of one piece, so that no line breaks before the dots.
  const name = `${wordsOf(type)}\u00a0…${id.slice(-SHOWN)}`
  return screen && mayRead ? <Link to={`/${screen}/${id}${page}`}>{name}</Link> : <span title={id}>{name}</span>
}
