/** A woven band in the shop's colour: decoration that needs no picture to be fetched. */
export function Weave({ className }: { readonly className: string }) {
  return (
    <svg aria-hidden="true" preserveAspectRatio="xMaxYMid slice" viewBox="0 0 240 240" className={className}>
      <defs>
        <pattern id="weave" width="48" height="48" patternUnits="userSpaceOnUse">
          <path d="M0 24 12 4l12 20z M24 24 36 4l12 20z" fill="currentColor" opacity=".5" />
          <path d="M0 28h24L12 46z M24 28h24L36 46z" fill="currentColor" opacity=".22" />
        </pattern>
        <linearGradient id="weave-fade">
          <stop offset="0" stopColor="#000" />
          <stop offset=".7" stopColor="#fff" />
        </linearGradient>
        <mask id="weave-mask"><rect width="240" height="240" fill="url(#weave-fade)" /></mask>
      </defs>
      <rect width="240" height="240" fill="url(#weave)" mask="url(#weave-mask)" />
    </svg>
  )
}
