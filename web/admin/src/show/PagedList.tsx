import { List, type ListProps } from 'react-admin'

const EVERY = 10_000

/** On a small screen the table scrolls by itself instead of widening the page. */
const scrolls = { '& .RaList-content': { overflowX: 'auto', contain: 'inline-size' } }

/** A list of pages, looked at again every few seconds. */
export function PagedList(props: Omit<ListProps, 'queryOptions' | 'exporter' | 'empty' | 'sx'>) {
  return (
    <List
      perPage={25}
      {...props}
      exporter={false}
      empty={false}
      queryOptions={{ refetchInterval: EVERY }}
      sx={scrolls}
    />
  )
}
