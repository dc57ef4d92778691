import type { ComponentType } from 'react'

/** English texts of a screen, found by `useTranslate` under `resources.<name>`. */
export interface Texts {
  readonly [key: string]: string | Texts
}

/** One kind of thing that staff look after: where it lies in the API, and its pages. */
export interface Screen {
  /** Also its address: `/admin/<name>`. */
  readonly name: string
  /** Where the API has it, below `/api/v1/admin`; by default `/<name>`. */
  readonly path?: string
  /** The menu item, and what react-admin calls many of them. */
  readonly label: string
  /** What react-admin calls one of them. */
  readonly one?: string
  readonly icon: ComponentType
  /** Permissions that the API asks for. Without `read` the screen is not there. */
  readonly may: { readonly read: string; readonly write?: string }
  readonly list?: ComponentType
  readonly show?: ComponentType
  readonly edit?: ComponentType
  readonly create?: ComponentType
  /** Reached from another screen and not from the menu. */
  readonly unlisted?: boolean
  /** By which fields the API sorts the list; none where it knows one order alone. */
  readonly sorts?: readonly string[]
  /** Which field tells one from the others; by default `id`. */
  readonly key?: string
  /** False where the API shows one only among the others. */
  readonly single?: false
  /** What names a record in titles and links. */
  readonly title?: (record: Readonly<Record<string, unknown>>) => string
  readonly texts?: Texts
}

export function pathOf(screen: Screen): string {
  return `/api/v1/admin${screen.path ?? `/${screen.name}`}`
}
