import { Icon } from '../../ui/Icon.tsx'

/** A small picture beside its name. */
export function LinePicture({ url }: { readonly url: string | null }) {
  const frame = 'size-16 shrink-0 rounded-xl bg-raised object-cover'
  if (!url) {
    return (
      <span className={`${frame} grid place-items-center text-muted`}>
        <Icon name="picture" />
      </span>
    )
  }
  return <img src={url} alt="" width={64} height={64} loading="lazy" decoding="async" className={frame} />
}
