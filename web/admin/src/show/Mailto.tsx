import Link from '@mui/material/Link'

export function Mailto({ to }: { readonly to: string }) {
  return <Link href={`mailto:${to}`}>{to}</Link>
}
