using Faultline.Api.Ec2;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Keeping;

/// <summary>The form of a row whose tags are EC2's.</summary>
internal sealed record RowForm<T>(Action<EntryWriter, T> Write, ReadRow<T> Read) : RowForm<T, Tag>(Write, Read)
    where T : class, IRow;

/// <summary>The form of everything that EC2 keeps as a shape.</summary>
internal static class OwnedForm
{
    public static RowForm<Owned<T>> Of<T>(Func<T, List<Tag>?>? tags = null, Action<T, List<Tag>>? tag = null)
        where T : class, IStructure, new() => new(OwnedEntry.Write, OwnedEntry.Read<T>)
        {
            Tags = tags is null ? null : row => tags(row.Shown),
            Tagged = (row, next) => row.With(shown => tag!(shown, next)),
        };
}
