using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Keeping;

/// <summary>One kind of things that EC2 has.</summary>
internal sealed class Table<T>(byte kind, string type, RowForm<T> form) : Table<T, Tag>(kind, type, form)
    where T : class, IRow;
