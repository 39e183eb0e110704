namespace Faultline.Services.Keeping;

/// <summary>Something that an account has, as a table keeps it. It is never changed, only put anew.</summary>
internal interface IRow
{
    string Id { get; }

    string Account { get; }
}
