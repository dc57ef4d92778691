import { Link } from 'react-router'
import { Money } from '../../ui/Money.tsx'
import { LineNote } from './LineNote.tsx'
import { LinePicture } from './LinePicture.tsx'
import type { OrderLine } from './queries.ts'

/** The lines of an order, or of what would become one. */
export function Lines({ lines }: { readonly lines: readonly OrderLine[] }) {
  return (
    <ul className="grid grid-cols-1 gap-4">
      {lines.map((line) => (
        <li key={line.variant_id} className="flex items-start gap-3">
          <LinePicture url={line.image_url} />
          <div className="min-w-0 grow">
            <Link to={`/p/${line.slug}`} className="font-medium hover:underline">{line.name}</Link>
            <LineNote options={line.options} quantity={line.quantity} />
          </div>
          <p className="font-medium"><Money money={line.line_total} /></p>
        </li>
      ))}
    </ul>
  )
}
