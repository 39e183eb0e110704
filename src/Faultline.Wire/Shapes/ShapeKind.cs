namespace Faultline.Wire.Shapes;

public enum ShapeKind
{
    Structure,
    Union,
    List,
    Map,
    String,
    Boolean,
    Integer,
    Long,
    Float,
    Double,
    Blob,
    Timestamp,
    Document,
}
