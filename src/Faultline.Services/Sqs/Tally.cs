namespace Faultline.Services.Sqs;

/// <summary>What was done at a queue since somebody last asked, for measurements; a restart begins anew.</summary>
internal sealed class Tally
{
    public long Sent { get; set; }

    public long Received { get; set; }

    public long EmptyReceives { get; set; }

    public long Deleted { get; set; }

    public bool IsEmpty => Sent + Received + EmptyReceives + Deleted == 0;
}
